"""A question that asks for more than before: nobody who said yes to less has said yes to it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, OwnWords, Standing
from saidyes.consent.models.address import AddressQuerySet
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event

AT_ONCE = 500
WHY = "the question asks for more than it did"


def end_narrower_yeses() -> int:
    """Some of the yeses that were given for less go back to no choice yet. How many; 0 when none is left."""
    return sum(_end_some(own) for own in OwnWords.objects.filter(widened_at__isnull=False))


def _end_some(own: OwnWords) -> int:
    some = list(_given_before(own.business_id, own.widened_at)[:AT_ONCE]) if own.widened_at else []
    for address in some:
        lapse(address, reason=WHY, actor=SYSTEM, source=Source.EXPIRY)
    if not some:
        OwnWords.objects.filter(pk=own.pk, widened_at=own.widened_at).update(widened_at=None)
    return len(some)


def _given_before(business_id: UUID, at: datetime) -> AddressQuerySet:
    given = Event.objects.filter(pk=OuterRef("last_event"), happened_at__lt=at)
    return Address.objects.filter(Exists(given), business_id=business_id, standing=Standing.OPTED_IN).order_by("pk")
