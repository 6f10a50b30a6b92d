"""A question that asks for more than before: nobody who said yes to less has said yes to it."""

from django.db import transaction

from saidyes.consent.lapsing import given_before, lapse
from saidyes.consent.models import Address, OwnWords
from saidyes.consent.requesting import end_the_wait
from saidyes.ledger.actors import SYSTEM, Source

AT_ONCE = 500
WHY = "the question asks for more than it did"


def end_narrower_yeses() -> int:
    """Some of the yeses given for less go back to no choice yet, or wait no longer. How many; 0 when none is left."""
    return sum(_end_some(own) for own in OwnWords.objects.filter(widened_at__isnull=False).select_related("business"))


def _end_some(own: OwnWords) -> int:
    if own.widened_at is None:
        return 0
    some = list(given_before(own.business, own.widened_at)[:AT_ONCE])
    for address in some:
        lapse(address, reason=WHY, actor=SYSTEM, source=Source.EXPIRY)
    waiting = list(Address.objects.filter(business=own.business, asked_at__lte=own.widened_at).order_by("pk")[:AT_ONCE])
    for address in waiting:
        _end_the_wait(address)
    if not some and not waiting:
        OwnWords.objects.filter(pk=own.pk, widened_at=own.widened_at).update(widened_at=None)
    return len(some) + len(waiting)


@transaction.atomic
def _end_the_wait(seen: Address) -> None:
    address = Address.objects.locked().get(pk=seen.pk)
    if address.asked == seen.asked:
        end_the_wait(address, why=WHY, actor=SYSTEM, source=Source.EXPIRY)
