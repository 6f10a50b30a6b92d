"""`manage.py verify_ledger [--business HOST]`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.models import Business
from saidyes.consent.replaying import Replay
from saidyes.ledger.verifying import Tally, broken_links, events_of


class Command(BaseCommand):
    help = "Recompute every chain of the audit log and replay every standing. Exit 1 names the first bad event."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--business", metavar="HOST", help="only this school, by its host name")

    def handle(self, *, business: str | None, **_options: Any) -> None:
        business_id = _school(business).pk if business else None
        replay, tally = Replay(), Tally()
        broken = list(broken_links(replay.watch(tally.count(events_of(business_id)))))
        findings = [*broken, *replay.drift(business_id)]
        self.stdout.write(
            f"{tally.events:,} events about {tally.subjects:,} subjects; {len(replay.stands):,} addresses replayed."
        )
        if findings:
            more = f" {len(findings) - 1:,} more are wrong." if len(findings) > 1 else ""
            raise CommandError(f"The first bad event: {findings[0]}.{more}")
        self.stdout.write("Everything is as it was written.")


def _school(host: str) -> Business:
    found = Business.objects.filter(host=host.lower()).first()
    if found is None:
        raise CommandError(f"No school has the host {host}.")
    return found
