"""What servers and mail programs report of addresses, heeded one by one, and held back when too many come at once.

A hacked provider, or a mail server gone wrong, could otherwise silence a whole school within minutes.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address, Suppression, SuppressionKind
from saidyes.consent.models.address import address_in
from saidyes.consent.suppressing import lift, mark_as_spam, suppress
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

WITHIN = timedelta(hours=1)
BEARABLE = 50  # addresses of one school
BEARABLE_SHARE = 0.05  # of its addresses in use; both must be passed
REPORTED = (SuppressionKind.BOUNCE, SuppressionKind.COMPLAINT)


@transaction.atomic
def heed(
    address: Address, kind: SuppressionKind, *, reason: str, actor: Actor, source: Source, facts: dict[str, str]
) -> None:
    """A bounce stops Email Blasts to the address, a spam report opts it out too. `facts["letter"]` names the letter.

    The same report of the same letter counts once, for ever. Once more than 50 addresses and 5 % of those in use
    were reported within an hour, the reports are only written down, until an owner decides about them.
    """
    if _reported_lately(address.business_id) > BEARABLE // 2:  # near the brake, one report at a time
        Business.objects.locked().get(pk=address.business_id)
    address = _locked(address.pk)
    if address.is_erased or _stands(address, kind) or _was_heard(address, kind, facts["letter"]):
        return
    if _too_many(address.business_id):
        facts = {**facts, "kind": kind.value}
        private = {"address": address.spelling, "reason": reason}
        record(Verb.REPORT_HELD, Subject.of(address), actor=actor, source=source, facts=facts, private=private)
    else:
        _believe(address, kind, reason=reason, actor=actor, source=source, facts=facts)


def held(business_id: UUID) -> QuerySet[Event]:
    """The reports that nobody has decided about, oldest first."""
    decided = Event.objects.filter(
        business_id=business_id, subject=OuterRef("subject"), verb=Verb.REPORT_DECIDED, seq__gt=OuterRef("seq")
    )
    reports = Event.objects.filter(business_id=business_id, verb=Verb.REPORT_HELD)
    return reports.filter(~Exists(decided)).order_by("happened_at", "id")


@transaction.atomic
def decide(business: Business, *, believed: bool, actor: Actor, source: Source) -> set[UUID]:
    """All held reports at once: believed, they are heeded; else those that the same flood set are lifted too.

    Who was opted out by a spam report before the brake stays opted out. The addresses that were held.
    """
    business = Business.objects.locked().get(pk=business.pk)
    reports = list(held(business.pk).select_related("beside"))
    flood = _set_by_the_flood(business, reports) if reports and not believed else []
    ids = {report.pk: address_in(report.subject) for report in reports}
    addresses = Address.objects.all_locked([*ids.values(), *(one.address_id for one in flood)])
    for report in reports:
        address = addresses[ids[report.pk]]
        if believed and not _stands(address, SuppressionKind(report.facts["kind"])):
            _believe_held(report, address, actor=actor)
        facts = {"believed": believed, "report": str(report.pk)}
        record(Verb.REPORT_DECIDED, Subject.of(address), actor=actor, source=source, facts=facts)
    for one in flood:
        lift(addresses[one.address_id], SuppressionKind(one.kind), actor=actor, source=source)
    return set(ids.values())


def _set_by_the_flood(business: Business, reports: Sequence[Event]) -> list[Suppression]:
    """What was believed before the brake, of the same flood as the reports held since."""
    since = reports[0].happened_at - WITHIN
    return list(business.suppressions.filter(kind__in=REPORTED, lifted_at=None, set_at__gt=since))


def _locked(address_id: UUID) -> Address:
    return Address.objects.locked().select_related("business").get(pk=address_id)


def _believe_held(report: Event, address: Address, *, actor: Actor) -> None:
    facts = {"letter": report.facts["letter"], "report": str(report.pk)}
    reason, source = str(report.private.get("reason", "")), Source(report.source)
    _believe(address, SuppressionKind(report.facts["kind"]), reason=reason, actor=actor, source=source, facts=facts)


def _believe(address: Address, kind: SuppressionKind, **report: Any) -> None:
    if kind == SuppressionKind.COMPLAINT:
        mark_as_spam(address, **report)
    else:
        suppress(address, kind, **report)


def _too_many(business_id: UUID) -> bool:
    """Whether the next report is held: the hour's are as many as can be borne, or held ones await a decision."""
    if held(business_id).exists():
        return True
    lately = _reported_lately(business_id)
    in_use = Address.objects.filter(business_id=business_id, held=True)
    return lately >= BEARABLE and lately >= BEARABLE_SHARE * in_use.count()


def _reported_lately(business_id: UUID) -> int:
    reported = Suppression.objects.filter(business_id=business_id, kind__in=REPORTED)
    return reported.filter(set_at__gt=clock.now() - WITHIN).count()


def _stands(address: Address, kind: SuppressionKind) -> bool:
    return Suppression.objects.filter(address=address, kind=kind, lifted_at=None).exists()


def _was_heard(address: Address, kind: SuppressionKind, letter: str) -> bool:
    """Whether this very report was written down before, whatever became of it since."""
    reports = Subject.of(address).events.filter(verb__in=(Verb.SUPPRESSED, Verb.REPORT_HELD))
    return reports.filter(facts__letter=letter, facts__kind=kind.value).exists()
