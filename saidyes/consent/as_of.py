"""Where addresses stood at any moment, told by their own events alone: the standing, the blocks, and who used them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from saidyes.common.paging import in_chunks
from saidyes.consent.gate import why_not
from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import STANDS_AFTER, address_in
from saidyes.ledger.models import Event
from saidyes.ledger.recording import AT_ONCE
from saidyes.ledger.verbs import Verb

USES = (Verb.ADDRESS_GIVEN, Verb.ADDRESS_TAKEN, Verb.NOT_IN_USE, Verb.IN_USE_AGAIN)
BLOCKS = (Verb.SUPPRESSED, Verb.SUPPRESSION_LIFTED)
DECISIVE = (*STANDS_AFTER, Verb.ADDRESS_ADDED, *USES, *BLOCKS)
READ = ("id", "subject", "verb", "facts", "happened_at")


class Told(Protocol):
    """An event, or as much of its row as is needed here."""

    @property
    def id(self) -> UUID: ...
    @property
    def verb(self) -> str: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def happened_at(self) -> datetime: ...


@dataclass
class Then:
    """Where one address stood, by the events it was shown, oldest first.

    `choice` is the event that the standing rested on, `since` when it began; `blocks` names the event of each reason
    not to deliver that stood, by its kind.
    """

    on_file: bool = False
    place: str = Standing.NO_CHOICE
    choice: UUID | None = None
    since: datetime | None = None
    held: bool = False
    guardians: set[str] = field(default_factory=set)
    blocks: dict[str, UUID] = field(default_factory=dict)

    def follow(self, event: Told) -> None:
        """Let one more event have happened."""
        self.on_file = True
        if event.verb in STANDS_AFTER:
            self._stand(STANDS_AFTER[Verb(event.verb)], event)
        elif event.verb in USES:
            self._use(event)
        elif event.verb == Verb.SUPPRESSED:
            self.blocks[event.facts.get("kind", "")] = event.id
        elif event.verb == Verb.SUPPRESSION_LIFTED:
            self.blocks.pop(event.facts.get("kind", ""), None)

    @property
    def standing(self) -> str:
        """Read as an address has it; none but an address is ever assigned one (house rule)."""
        return self.place

    @property
    def because(self) -> str:
        """Why no Email Blast would have gone there, as the gate says it; empty when one would."""
        return why_not(standing=self.standing, held=self.held, suppressed=bool(self.blocks))

    @property
    def shown(self) -> str:
        """The badge it wore."""
        blocked = self.blocks and self.standing != Standing.OPTED_OUT
        return Address.CANT_DELIVER if blocked else self.standing

    def _stand(self, standing: str, event: Told) -> None:
        if standing != self.place or self.since is None:
            self.since = event.happened_at
        self.place, self.choice = standing, event.id

    def _use(self, event: Told) -> None:
        guardian = str(event.facts.get("guardian", ""))
        if event.verb == Verb.ADDRESS_GIVEN:
            self.guardians.add(guardian)
        elif event.verb == Verb.ADDRESS_TAKEN:
            self.guardians.discard(guardian)
        self.held = event.verb == Verb.IN_USE_AGAIN or (event.verb != Verb.NOT_IN_USE and bool(self.guardians))


def then_of(events: Iterable[Told], instant: datetime | None = None) -> Then:
    """After all these events of one address, oldest first; or after those up to an instant, itself included."""
    then = Then()
    for event in events:
        if instant is None or event.happened_at <= instant:
            then.follow(event)
    return then


def by_its_events(address: Address, instant: datetime | None = None) -> Then:
    """Where an address stands now, or stood at an instant, if its events are believed."""
    its_own = _decisive(address.business_id).filter(subject=f"address:{address.pk}")
    return then_of(its_own.order_by("seq"), instant)


def thens_of(business_id: UUID, instants: Mapping[UUID, datetime]) -> dict[UUID, Then]:
    """Many addresses at once, each as of its own instant."""
    found = {address_id: Then() for address_id in instants}
    for ids in in_chunks(sorted(instants), AT_ONCE):
        subjects = [f"address:{address_id}" for address_id in ids]
        for event in _decisive(business_id).filter(subject__in=subjects).order_by("subject", "seq"):
            address_id = address_in(event.subject)
            if event.happened_at <= instants[address_id]:
                found[address_id].follow(event)
    return found


def everyone_then(business_id: UUID, instant: datetime) -> Iterator[tuple[UUID, Then]]:
    """Every address that the school had at an instant. One read of the ledger, which is never held in memory."""
    events = _decisive(business_id).filter(happened_at__lte=instant)
    in_order = events.order_by("subject", "seq").iterator(chunk_size=2000)
    for subject, its_events in groupby(in_order, key=lambda event: event.subject):
        yield address_in(subject), then_of(its_events)


def _decisive(business_id: UUID) -> Any:
    return Event.objects.filter(business_id=business_id, verb__in=DECISIVE).values_list(*READ, named=True)
