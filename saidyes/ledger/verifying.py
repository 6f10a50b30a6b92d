"""Recompute every chain: was anything changed, removed, inserted or put in another order?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from saidyes.ledger.canonical import commitment
from saidyes.ledger.models import Event


@dataclass(frozen=True)
class Finding:
    """One event that is not what was written, and why."""

    event_id: str
    subject: str
    why: str

    def __str__(self) -> str:
        return f"{self.subject}, event {self.event_id}: {self.why}"


@dataclass
class Tally:
    """How much was looked at."""

    events: int = 0
    subjects: int = 0

    def count(self, events: Iterable[Event]) -> Iterator[Event]:
        """Hand the events on, counted. They come subject by subject."""
        last = None
        for event in events:
            self.events += 1
            self.subjects += (event.business_id, event.subject) != last
            last = (event.business_id, event.subject)
            yield event


def events_of(business_id: UUID | None = None) -> Iterator[Event]:
    """All events, subject by subject, each in its order; read in chunks."""
    events = Event.objects.select_related("beside").order_by("business_id", "subject", "seq")
    if business_id:
        events = events.filter(business_id=business_id)
    return events.iterator(chunk_size=2000)


def broken_links(events: Iterable[Event]) -> Iterator[Finding]:
    """What is wrong with chains given in the order of `events_of`."""
    before: Event | None = None
    for event in events:
        same = before is not None and (before.business_id, before.subject) == (event.business_id, event.subject)
        yield from _wrong_with(event, before if same else None)
        before = event


def _wrong_with(event: Event, before: Event | None) -> Iterator[Finding]:
    if event.seq != (before.seq + 1 if before else 1):
        yield _finding(event, f"number {event.seq} does not follow {before.seq if before else 0}")
    elif event.prev_hash != (before.row_hash if before else ""):
        yield _finding(event, "does not continue the event before it")
    if not _is_as_written(event):
        yield _finding(event, "is not what was written")
    if before and event.happened_at < before.happened_at:
        yield _finding(event, "is older than the event before it")
    if _details_differ(event):
        yield _finding(event, "its personal details are not what was written")


def _is_as_written(event: Event) -> bool:
    try:
        return event.row_hash == event.computed_hash()
    except TypeError:  # it holds what no event can hold
        return False


def _details_differ(event: Event) -> bool:
    beside = getattr(event, "beside", None)
    if beside is None:
        return False  # never had any, or shredded on purpose: the chain itself still holds
    try:
        return commitment(bytes(beside.salt), beside.details) != event.private_digest
    except TypeError:
        return True


def _finding(event: Event, why: str) -> Finding:
    return Finding(str(event.pk), event.subject, why)
