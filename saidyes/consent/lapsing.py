"""Back to no choice yet: when the yes that stood is nobody's any more, or too old."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent import journal
from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import AddressQuerySet
from saidyes.consent.requesting import end_the_wait
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

DAYS_OF_A_MONTH = 30.4375
AT_ONCE = 200


@transaction.atomic
def lapse(
    address: Address,
    *,
    reason: str,
    actor: Actor,
    source: Source,
    said: str = "",
    facts: dict[str, str] | None = None,
) -> bool:
    """The yes that was seen ends: back to no choice yet. Any other standing, and a newer yes, stay. Whether it moved.

    `said`: a person's own words about it; `facts`: what else the event keeps.
    """
    seen, address = address.last_event, Address.objects.locked().get(pk=address.pk)
    if address.standing != Standing.OPTED_IN or address.last_event != seen:
        return False
    moves = {"old": address.standing, "new": Standing.NO_CHOICE.value, "version": address.version + 1}
    event = record(
        Verb.LAPSE,
        Subject.of(address),
        actor=actor,
        source=source,
        facts={**moves, "why": reason, **(facts or {})},
        private={"address": address.spelling, **({"said": said} if said else {})},
    )
    address.apply(event)
    journal.note([(address, event)])
    return True


@transaction.atomic
def lapse_unless_used(address: Address, guardians: AbstractSet[str], *, actor: Actor, source: Source) -> None:
    """Consent is personal: a yes lapses, and one that waits for the mailbox ends, when `guardians`, who use the
    address now, are all others than the one who gave it.
    """
    address = Address.objects.locked().get(pk=address.pk)
    why = "the person who agreed no longer uses the address"
    if address.asked and Event.objects.get(pk=address.asked).on_behalf_of not in guardians:
        end_the_wait(address, why=why, actor=actor, source=source)
    if address.agreed_by and address.agreed_by not in guardians:
        lapse(address, reason=why, actor=actor, source=source)


def months_ago(months: int) -> datetime:
    return clock.now() - timedelta(days=round(months * DAYS_OF_A_MONTH))


def lapse_what_is_too_old() -> int:
    """Where a school's yes ends by itself: every yes that was given longer ago. How many."""
    return sum(_lapse_in(business) for business in Business.objects.filter(yes_lasts_months__isnull=False))


def given_before(business: Business, at: datetime) -> AddressQuerySet:
    """Opted-in addresses whose yes, the newest where it was given again, is older than that."""
    given = Event.objects.filter(pk=OuterRef("last_event"), happened_at__lte=at)
    opted_in = Address.objects.filter(business=business, standing=Standing.OPTED_IN, standing_since__lte=at)
    return opted_in.filter(Exists(given)).order_by("pk")


def _lapse_in(business: Business) -> int:
    old = given_before(business, months_ago(business.yes_lasts_months or 0))[:AT_ONCE]
    reason = f"a yes ends after {business.yes_lasts_months} months"
    return sum(lapse(address, reason=reason, actor=SYSTEM, source=Source.EXPIRY) for address in old)
