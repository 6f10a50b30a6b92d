"""Replay the ledger: every address must stand where its own events put it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import STANDS_AFTER
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import MOVES_AN_ADDRESS, Verb
from saidyes.ledger.verifying import Finding

ABOUT_AN_ADDRESS = "address:"


@dataclass
class Stand:
    """Where an address stands by its events, the last that moved it, what it waits for, and how many counted."""

    business_id: UUID
    place: str = Standing.NO_CHOICE
    event: UUID | None = None
    asked: UUID | None = None
    moves: int = 0

    def follow(self, event: Event) -> None:
        self.asked = event.pk if event.verb == Verb.CONFIRMATION_ASKED else None
        if event.verb in STANDS_AFTER:
            self.place, self.event = STANDS_AFTER[Verb(event.verb)], event.pk
        self.moves += 1

    def is_of(self, address: Address) -> bool:
        stored = (address.business_id, address.standing, address.last_event, address.asked, address.version)
        return stored == (self.business_id, self.place, self.event, self.asked, self.moves)


class Replay:
    """See every event once, in order; then ask which addresses stand elsewhere."""

    def __init__(self) -> None:
        self.stands: dict[UUID, Stand] = {}

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Hand the events on, and follow those about addresses."""
        for event in events:
            address_id = _address_of(event)
            if address_id:
                stand = self.stands.setdefault(address_id, Stand(event.business_id))
                if event.verb in MOVES_AN_ADDRESS:
                    stand.follow(event)
            yield event

    def drift(self, business_id: UUID | None = None) -> Iterator[Finding]:
        """Addresses that stand where no event put them, and events about addresses that are gone."""
        addresses = Address.objects.filter(business_id=business_id) if business_id else Address.objects.all()
        missing = dict(self.stands)
        for address in addresses.order_by("pk").iterator(chunk_size=2000):
            stand = missing.pop(address.pk, Stand(address.business_id))
            if not stand.is_of(address):
                yield from _looked_at_again(address.pk)
        for address_id, stand in missing.items():
            yield Finding(str(stand.event or "none"), _name(address_id), "the address it is about is gone")


@transaction.atomic
def _looked_at_again(address_id: UUID) -> list[Finding]:
    """A choice may have been made since its events were read: only what is wrong under the lock is wrong."""
    address = Address.objects.locked().get(pk=address_id)
    events = Event.objects.filter(business_id=address.business_id, subject=_name(address_id))
    stand = Stand(address.business_id)
    for event in events.filter(verb__in=MOVES_AN_ADDRESS).order_by("seq"):
        stand.follow(event)
    if stand.is_of(address):
        return []
    why = f"the address stands at “{address.standing}”, its events say “{stand.place}”"
    if stand.place == address.standing:
        why = "the address does not stand on the last of its events"
    return [Finding(str(stand.event or "none"), _name(address_id), why)]


def _address_of(event: Event) -> UUID | None:
    """None when it is about something else, or when somebody wrote nonsense there: the hash will say so."""
    kind, _, key = event.subject.rpartition(":")
    try:
        return UUID(key) if f"{kind}:" == ABOUT_AN_ADDRESS else None
    except ValueError:
        return None


def _name(address_id: UUID) -> str:
    return f"{ABOUT_AN_ADDRESS}{address_id}"
