"""A question that asks for more than before: nobody who said yes to less has said yes to it."""

from saidyes.consent.lapsing import given_before, lapse
from saidyes.consent.models import OwnWords
from saidyes.ledger.actors import SYSTEM, Source

AT_ONCE = 500
WHY = "the question asks for more than it did"


def end_narrower_yeses() -> int:
    """Some of the yeses that were given for less go back to no choice yet. How many; 0 when none is left."""
    return sum(_end_some(own) for own in OwnWords.objects.filter(widened_at__isnull=False).select_related("business"))


def _end_some(own: OwnWords) -> int:
    some = list(given_before(own.business, own.widened_at)[:AT_ONCE]) if own.widened_at else []
    for address in some:
        lapse(address, reason=WHY, actor=SYSTEM, source=Source.EXPIRY)
    if not some:
        OwnWords.objects.filter(pk=own.pk, widened_at=own.widened_at).update(widened_at=None)
    return len(some)
