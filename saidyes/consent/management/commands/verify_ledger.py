"""`manage.py verify_ledger [--business HOST] [--anchor FILE]`"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.named import schools_at
from saidyes.common.counting import counted
from saidyes.consent.verification import Verdict, verify
from saidyes.ledger.checkpoints import Anchor, anchors_in
from saidyes.ledger.models import Event


class Command(BaseCommand):
    help = (
        "Recompute every chain and seal of the audit log and replay every standing. Exit 1 names the first bad event."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--business", metavar="HOST", help="only this school, by its host name")
        parser.add_argument("--anchor", metavar="FILE", type=Path, help="checkpoints kept elsewhere: a file, or a mail")

    def handle(self, *, business: str | None, anchor: Path | None, **_options: Any) -> None:
        schools = _schools(business or "")
        anchors = _anchors(anchor)
        verdicts = {}
        for school, name in schools.items():
            verdict = verify(school, [one for one in anchors if one.business_id == school])
            verdicts[name] = verdict
            self._tell(name, verdict)
        if not business and {one.business_id for one in anchors} - schools.keys():
            raise CommandError("The anchors know a school that is not here.")
        self._judge(verdicts)

    def _tell(self, name: str, verdict: Verdict) -> None:
        tally, sealed = verdict.tally, verdict.sealed
        integrity = "holds" if verdict.is_intact else f"BROKEN, {counted(verdict.found - verdict.missing, 'finding')}"
        completeness = "holds" if verdict.is_complete else f"BROKEN, {counted(verdict.missing, 'finding')}"
        against = (
            f"against {counted(verdict.anchors, 'anchor')}"
            if verdict.anchors
            else "no anchor given, a cut end cannot show"
        )
        self.stdout.write(
            f"{name}: {counted(tally.events, 'event')} about {counted(tally.subjects, 'subject')}; "
            f"{counted(verdict.addresses, 'address', 'addresses')} replayed; {counted(sealed.seals, 'seal')} over "
            f"{counted(sealed.events, 'event')}, {sealed.unsealed:,} not sealed yet; "
            f"{tally.shredded:,} without their personal details.\n"
            f"  Integrity     {integrity}\n  Completeness  {completeness} ({against})"
        )
        if verdict.found:
            self.stdout.write(f"  Fingerprint   {verdict.fingerprint}")

    def _judge(self, verdicts: dict[str, Verdict]) -> None:
        bad = [verdict for verdict in verdicts.values() if verdict.found]
        if bad:
            more = sum(verdict.found for verdict in bad) - 1
            raise CommandError(f"The first bad event: {bad[0].first[0]}.{f' {more:,} more are wrong.' if more else ''}")
        self.stdout.write("Everything is as it was written.")


def _schools(host: str) -> dict[UUID, str]:
    """The one that is named; else those there are, and those of which only events are left."""
    known = {one.pk: one.host for one in schools_at(host)}
    if host:
        return known
    events_of = Event.objects.order_by().values_list("business_id", flat=True).distinct()
    return {**{school: str(school) for school in events_of}, **known}


def _anchors(file: Path | None) -> list[Anchor]:
    if file is None:
        return []
    try:
        raw = file.read_bytes()
    except OSError as wrong:
        raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong
    anchors = list(anchors_in(raw.decode("utf-8", "replace"))) or list(_in_mail(raw))
    if not anchors:
        raise CommandError(f"{file} holds no checkpoint.")
    return anchors


def _in_mail(raw: bytes) -> Iterator[Anchor]:
    """The mail that came to the owner, saved as it is."""
    for part in message_from_bytes(raw, policy=policy.default).walk():
        if part.get_content_type() == "text/plain":
            yield from anchors_in(str(part.get_content()))
