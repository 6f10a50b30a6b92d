"""Write down what happened: the event joins the chain of its subject."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef

from saidyes.common import clock
from saidyes.common.paging import in_chunks
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.canonical import commitment
from saidyes.ledger.models import Event, EventPrivate
from saidyes.ledger.verbs import Verb

SALT_BYTES = 16
AT_ONCE = 500  # names in one SQL statement


class Head(NamedTuple):
    """The end of a chain: all that the next event builds upon."""

    seq: int
    happened_at: datetime
    row_hash: str


HEAD = Head._fields
BUSINESS_ID = Event.business_id.field
NEWEST = """SELECT seq, happened_at, row_hash FROM ledger_event
    WHERE business_id = %s AND subject = %s ORDER BY seq DESC LIMIT 1"""


@dataclass(frozen=True)
class Subject:
    """What an event is about, for example `address:018f...`, within one business."""

    business_id: UUID
    name: str

    @classmethod
    def of(cls, row: models.Model) -> Self:
        """The subject of a row that has a `business_id`, or of a business itself."""
        business_id = getattr(row, "business_id", row.pk)
        return cls(business_id, f"{type(row).__name__.lower()}:{row.pk}")

    @property
    def events(self) -> models.QuerySet[Event]:
        """All that happened to it; `seq` is their order."""
        return Event.objects.filter(business_id=self.business_id, subject=self.name)


@dataclass(frozen=True)
class Entry:
    """One event to be written.

    `facts` are hashed as they are and stay for ever, so nothing personal belongs in them; `private` is kept
    beside, and the event holds only a salted commitment to it.
    """

    verb: Verb
    subject: Subject
    actor: Actor
    source: Source
    facts: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)


def record(
    verb: Verb,
    subject: Subject,
    *,
    actor: Actor,
    source: Source,
    facts: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
) -> Event:
    """Append one event. The caller holds the lock on the subject's row; the unique `seq` refuses a fork."""
    return record_all([Entry(verb, subject, actor, source, facts or {}, private or {})])[0]


@transaction.atomic
def record_all(entries: Sequence[Entry]) -> list[Event]:
    """Append events in the order given, in a few statements. The caller holds the locks on all their subjects."""
    heads = _heads({entry.subject for entry in entries})
    events, beside = [], []
    for entry in entries:
        event, private = _joined(entry, heads.get(entry.subject))
        heads[entry.subject] = Head(event.seq, event.happened_at, event.row_hash)
        events.append(event)
        beside.extend(private)
    Event.objects.bulk_create(events)
    EventPrivate.objects.bulk_create(beside)
    return events


def _heads(subjects: set[Subject]) -> dict[Subject, Head]:
    """The newest event of each subject that has any."""
    if len(subjects) == 1:
        return {subject: head for subject in subjects if (head := _head(subject))}
    names = sorted(subject.name for subject in subjects)
    businesses = {subject.business_id for subject in subjects}
    later = Event.objects.filter(
        business_id=OuterRef("business_id"), subject=OuterRef("subject"), seq__gt=OuterRef("seq")
    )
    heads = {}
    for some_names in in_chunks(names, AT_ONCE):
        some = Event.objects.filter(business_id__in=businesses, subject__in=some_names)
        for business_id, subject, *newest in some.filter(~Exists(later)).values_list("business_id", "subject", *HEAD):
            heads[Subject(business_id, subject)] = Head(*newest)
    return heads


def _head(subject: Subject) -> Head | None:
    """The end of one chain, which may be long. In SQL: it is asked before nearly every event, and Django would take
    ten times as long to put the question.
    """
    business_id = BUSINESS_ID.get_db_prep_value(subject.business_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [business_id, subject.name])
        row = cursor.fetchone()
    if row is None:
        return None
    seq, at, row_hash = row
    return Head(seq, at if at.tzinfo else at.replace(tzinfo=UTC), row_hash)  # SQLite keeps UTC without saying so


def _joined(entry: Entry, last: Head | None) -> tuple[Event, list[EventPrivate]]:
    """The entry as the next event of its chain, and its personal details when it has any."""
    details = {**entry.actor.personal, **entry.private}
    salt = secrets.token_bytes(SALT_BYTES)
    event = Event(
        business_id=entry.subject.business_id,
        subject=entry.subject.name,
        seq=last.seq + 1 if last else 1,
        verb=entry.verb,
        happened_at=_not_before(last),
        actor_kind=entry.actor.kind,
        actor_id=entry.actor.id,
        on_behalf_of=entry.actor.on_behalf_of,
        source=entry.source,
        facts=entry.facts,
        private_digest=commitment(salt, details) if details else "",
        prev_hash=last.row_hash if last else "",
    )
    event.row_hash = event.computed_hash()
    private = EventPrivate(event=event, business_id=event.business_id, salt=salt, details=details)
    return event, [private] if details else []


def _not_before(last: Head | None) -> datetime:
    """Within one subject time never runs backwards, though the server's clock may."""
    present = clock.now()
    return max(present, last.happened_at) if last else present
