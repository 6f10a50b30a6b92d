"""The link in the mail that tells of a yes written down by staff: whoever never agreed takes it back, without a log-in.

It can only ever opt out, and only where that very yes still stands; for thirty days.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.languages import current
from saidyes.common.signing import BadToken, read_ids, sign_ids
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import Address, Standing, WordingKind
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

TAKE_BACK = "take back what staff wrote down"
LASTS = timedelta(days=30)


class NothingToTakeBack(Exception):
    """Another choice was made since, or the thirty days are over."""


@dataclass(frozen=True)
class Doubted:
    """The yes that staff wrote down, and the address it is for."""

    address: Address
    event: Event

    @property
    def stands(self) -> bool:
        """Whether the address still stands on it."""
        return self.address.last_event == self.event.pk

    @property
    def is_taken_back(self) -> bool:
        return not self.stands and self.address.standing == Standing.OPTED_OUT

    @property
    def is_too_old(self) -> bool:
        return clock.now() - self.event.happened_at > LASTS


def take_back_token(business_id: UUID, address_id: UUID, event_id: UUID) -> str:
    return sign_ids(TAKE_BACK, business_id, address_id, event_id)


def doubted_by(token: str, business: Business) -> Doubted:
    """What the token speaks of; `BadToken` when it is forged, of another business or of another purpose."""
    business_id, address_id, event_id = read_ids(TAKE_BACK, token, 3)
    address = Address.objects.filter(business=business, pk=address_id).select_related("business").first()
    event = Event.objects.filter(pk=event_id, subject=f"address:{address_id}", verb=Verb.OPT_IN).first()
    if business_id != business.pk or address is None or event is None:
        raise BadToken
    return Doubted(address, event)


@transaction.atomic
def take_back(doubted: Doubted, *, actor: Actor) -> None:
    """Opt the address out and say which yes was doubted; once it is out, nothing more is written down.

    Raises `NothingToTakeBack`.
    """
    address = Address.objects.locked().select_related("business").get(pk=doubted.address.pk)
    now = Doubted(address, doubted.event)
    if now.is_taken_back:
        return
    if now.is_too_old or not now.stands:
        raise NothingToTakeBack
    record_choice(
        address,
        said_yes=False,
        wording=wording_of(address.business, WordingKind.TAKEN_BACK, current()),
        actor=actor,
        source=Source.TAKE_BACK,
        evidence=Evidence(doubts=doubted.event),
    )
