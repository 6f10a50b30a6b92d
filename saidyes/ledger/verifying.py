"""Recompute every chain: was anything changed, removed, inserted or put in another order?"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from saidyes.ledger.canonical import commitment, row_hash
from saidyes.ledger.models import Event, SealLeaf, Shredded, row_of
from saidyes.ledger.verbs import Verb

AT_ONCE = 2_000


@dataclass(frozen=True)
class Finding:
    """One event that is not what was written, and why; `missing` when something that was written is not there.

    `seen`: what stands there instead, as text.
    """

    event_id: str
    subject: str
    why: str
    missing: bool = False
    seen: str = ""

    @property
    def mark(self) -> bytes:
        """The same for the same finding on another night, another for any other. Counts in its sentence may grow."""
        rule = re.sub(r"[\d,]+", "", self.why)
        return hashlib.sha256(repr((self.subject, rule, self.seen)).encode()).digest()

    def __str__(self) -> str:
        return f"{self.subject}, event {self.event_id}: {self.why}"


class Line(NamedTuple):
    """An event as it is verified: a million of them pass through."""

    id: UUID
    business_id: UUID
    subject: str
    seq: int
    verb: str
    happened_at: datetime
    actor_kind: str
    actor_id: str
    on_behalf_of: str
    source: str
    facts: Any
    private_digest: str
    prev_hash: str
    row_hash: str
    schema: int
    salt: bytes | None
    details: Any
    shredded: UUID | None

    @property
    def pk(self) -> UUID:
        """As an `Event` has it."""
        return self.id


COLUMNS = (*Line._fields[:-3], "beside__salt", "beside__details", "shredding__act")


@dataclass
class Tally:
    """How much was looked at."""

    events: int = 0
    subjects: int = 0
    shredded: int = 0  # events whose personal details are gone

    def count(self, events: Iterable[Line]) -> Iterator[Line]:
        """Hand the events on, counted. They come subject by subject."""
        last = None
        for event in events:
            self.events += 1
            self.shredded += bool(event.private_digest) and event.salt is None
            self.subjects += (event.business_id, event.subject) != last
            last = (event.business_id, event.subject)
            yield event


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, however long it takes, and nobody waits for it.

    Django begins a transaction on SQLite by taking the one write lock, so there it is begun by hand.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def events_of(business_id: UUID | None = None, subject: str = "", *, sealed: bool = False) -> Iterator[Line]:
    """All events, of a school, or of one subject of it: subject by subject, each in its order; read in chunks.

    `sealed`: only those that are under a seal already, as all are some seconds later.
    """
    events = Event.objects.order_by("business_id", "subject", "seq")
    if business_id:
        events = events.filter(business_id=business_id, **({"subject": subject} if subject else {}))
    if sealed:
        events = events.filter(Exists(SealLeaf.objects.filter(event_id=OuterRef("pk"))))
    return map(Line._make, events.values_list(*COLUMNS).iterator(chunk_size=AT_ONCE))


def broken_links(events: Iterable[Line]) -> Iterator[Finding]:
    """What is wrong with chains given in the order of `events_of`."""
    before: Line | None = None
    for event in events:
        same = before is not None and (before.business_id, before.subject) == (event.business_id, event.subject)
        yield from _wrong_with(event, before if same else None)
        before = event


def broken_orders(business_id: UUID) -> Iterator[Finding]:
    """Only an erasure takes personal details away, and it says of how many events."""
    taken = Shredded.objects.filter(event__business_id=business_id).order_by().values_list("act").annotate(Count("pk"))
    counts = dict(taken)
    acts = Event.objects.filter(business_id=business_id, verb=Verb.FAMILY_ERASED, pk__in=counts).in_bulk()
    for act_id, count in sorted(counts.items()):
        act, seen = acts.get(act_id), f"{act_id} {count}"
        said = act.facts.get("details", count) if act else 0
        if said != count:
            why = f"{count} events lost their personal details by it, and it took those of {said}"
            yield Finding(str(act_id), act.subject if act else "no erasure", why, missing=True, seen=seen)


def _wrong_with(event: Line, before: Line | None) -> Iterator[Finding]:
    if event.seq != (before.seq + 1 if before else 1):
        yield _finding(event, f"number {event.seq} does not follow {before.seq if before else 0}", missing=True)
    elif event.prev_hash != (before.row_hash if before else ""):
        yield _finding(event, "does not continue the event before it")
    if not _is_as_written(event):
        yield _finding(event, "is not what was written")
    if before and event.happened_at < before.happened_at:
        yield _finding(event, "is older than the event before it")
    if event.salt is None and event.private_digest and event.shredded is None:
        yield _finding(event, "its personal details are gone, and nobody erased them", missing=True)
    elif _details_differ(event):
        yield _finding(event, "its personal details are not what was written")


def _is_as_written(event: Line) -> bool:
    try:
        return event.row_hash == row_hash(row_of(event))
    except (TypeError, ValueError):  # it holds what no event can hold
        return False


def _details_differ(event: Line) -> bool:
    if event.salt is None:
        return False  # never had any, or erased: the chain itself still holds
    try:
        return commitment(bytes(event.salt), event.details) != event.private_digest
    except (TypeError, ValueError):
        return True


def _finding(event: Line, why: str, *, missing: bool = False) -> Finding:
    stored = event._replace(salt=None if event.salt is None else bytes(event.salt))
    return Finding(str(event.id), event.subject, why, missing, seen=repr(tuple(stored)))
