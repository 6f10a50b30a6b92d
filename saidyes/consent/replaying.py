"""Replay the ledger: every address must stand where its own events put it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from saidyes.consent.as_of import Then
from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import STANDS_AFTER
from saidyes.ledger.verbs import MOVES_AN_ADDRESS, Verb
from saidyes.ledger.verifying import Finding, Line

ABOUT_AN_ADDRESS = "address:"


@dataclass
class Stand:
    """Where an address stands by its events, the last that moved it, what it waits for, and how many counted; `then`
    also knows who uses it, and what blocks it.
    """

    business_id: UUID
    place: str = Standing.NO_CHOICE
    event: UUID | None = None
    asked: UUID | None = None
    moves: int = 0
    then: Then = field(default_factory=Then)

    def follow(self, event: Line) -> None:
        self.then.follow(event)
        if event.verb in MOVES_AN_ADDRESS:
            self._move(event)

    @property
    def held(self) -> bool:
        return self.then.held

    @property
    def suppressed(self) -> bool:
        return bool(self.then.blocks)

    def _move(self, event: Line) -> None:
        self.asked = event.pk if event.verb == Verb.CONFIRMATION_ASKED else None
        if event.verb in STANDS_AFTER:
            self.place, self.event = STANDS_AFTER[Verb(event.verb)], event.pk
        self.moves += 1

    def is_of(self, address: Address) -> bool:
        stored = (address.business_id, address.standing, address.last_event, address.asked, address.version)
        is_used = (address.held, address.suppressed) == (self.held, self.suppressed)
        return is_used and stored == (self.business_id, self.place, self.event, self.asked, self.moves)

    def apart_from(self, address: Address) -> str:
        """Only what differs: an honest choice later on makes no new finding of an old one."""
        rows = (
            (address.standing, self.place),
            (address.last_event, self.event),
            (address.asked, self.asked),
            (address.held, self.held),
            (address.suppressed, self.suppressed),
        )
        return repr(([(str(one), str(two)) for one, two in rows if one != two], address.version - self.moves))


class Replay:
    """See every event of a school once, subject by subject; its addresses are walked beside them, in the same order."""

    def __init__(self, business_id: UUID) -> None:
        self.addresses = 0
        self.drift: list[Finding] = []
        self._business_id = business_id
        self._walk = Address.objects.filter(business_id=business_id).order_by("pk").iterator(chunk_size=2000)
        self._next = next(self._walk, None)

    def watch(self, events: Iterable[Line]) -> Iterator[Line]:
        """Hand the events on. In the end `drift` holds the addresses that stand where no event put them."""
        subject, address_id, stand = "", None, Stand(self._business_id)
        for event in events:
            if event.subject != subject:
                self._ended(address_id, stand)
                subject, address_id, stand = event.subject, _address_of(event), Stand(self._business_id)
            if address_id:
                stand.follow(event)
            yield event
        self._ended(address_id, stand)
        while self._next:
            self._compare(self._next, Stand(self._business_id))

    def _ended(self, address_id: UUID | None, stand: Stand) -> None:
        """All events of this address were seen; those before it have none."""
        if address_id is None:
            return
        while self._next and self._next.pk < address_id:
            self._compare(self._next, Stand(self._business_id))
        if self._next and self._next.pk == address_id:
            self._compare(self._next, stand)
        else:
            why = "the address it is about is gone"
            self.drift.append(_finding(address_id, stand, why, missing=True, seen=str(address_id)))

    def _compare(self, address: Address, stand: Stand) -> None:
        self.addresses += 1
        self._next = next(self._walk, None)
        if stand.is_of(address):
            return
        self.drift.append(_finding(address.pk, stand, _why(address, stand), seen=stand.apart_from(address)))


def _address_of(event: Line) -> UUID | None:
    """None when it is about something else, or when somebody wrote nonsense there: the hash will say so."""
    kind, _, key = event.subject.rpartition(":")
    try:
        return UUID(key) if f"{kind}:" == ABOUT_AN_ADDRESS else None
    except ValueError:
        return None


def _why(address: Address, stand: Stand) -> str:
    if stand.place != address.standing:
        return f"the address stands at “{address.standing}”, its events say “{stand.place}”"
    if stand.suppressed != address.suppressed:
        return "it is blocked, and no event says so" if address.suppressed else "a block its events tell of is gone"
    if stand.held != address.held:
        return "who uses the address is not what its events say"
    return "the address does not stand on the last of its events"


def _finding(address_id: UUID, stand: Stand, why: str, *, missing: bool = False, seen: str) -> Finding:
    return Finding(str(stand.event or "none"), f"{ABOUT_AN_ADDRESS}{address_id}", why, missing, seen)
