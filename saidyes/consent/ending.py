"""Every older yes of a school ends: its question asks for more than before, or somebody else asks it.

Nobody who said yes to less, or to somebody else, has said yes to this.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from saidyes.consent.lapsing import given_before, lapse
from saidyes.consent.models import Address, Ending
from saidyes.consent.requesting import end_the_wait
from saidyes.ledger.actors import SYSTEM, Source

AT_ONCE = 500
STILL_ENDING = "Older choices are just ending. Try again in a minute"


def end_older_yeses() -> int:
    """Some of them go back to no choice yet, or wait no longer. How many; 0 when none is left."""
    return sum(_end_some(ending) for ending in Ending.objects.select_related("business"))


def schools_ending() -> Iterable[UUID]:
    """Those of which not all that should have ended has: nothing of theirs begins to leave meanwhile."""
    return Ending.objects.values_list("business_id", flat=True)


def still_ending(business_id: UUID) -> str:
    """The sentence that holds Email Blasts for these moments; empty when nothing does."""
    return STILL_ENDING if Ending.objects.filter(business=business_id).exists() else ""


def _end_some(ending: Ending) -> int:
    some = list(given_before(ending.business, ending.given_until)[:AT_ONCE])
    for address in some:
        lapse(address, reason=ending.why, actor=SYSTEM, source=Source.EXPIRY)
    asked = Address.objects.filter(business=ending.business, asked_at__lte=ending.given_until)
    waiting = list(asked.order_by("pk")[:AT_ONCE])
    for address in waiting:
        _end_the_wait(address, ending.why)
    if not some and not waiting:
        ending.delete()
    return len(some) + len(waiting)


@transaction.atomic
def _end_the_wait(seen: Address, why: str) -> None:
    address = Address.objects.locked().get(pk=seen.pk)
    if address.asked == seen.asked:
        end_the_wait(address, why=why, actor=SYSTEM, source=Source.EXPIRY)
