"""Read out what was written down, without a way to write."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject


def events_about(business_id: UUID, subjects: Iterable[str]) -> QuerySet[Event]:
    """Everything about these subjects (`address:<id>`, `family:<id>`), the newest first, with its private details."""
    events = Event.objects.filter(business_id=business_id, subject__in=list(subjects))
    return events.select_related("beside").order_by("-happened_at", "-id")


def last_before(subject: Subject, moment: datetime) -> Event | None:
    """The newest event of a subject that happened before that moment.

    A chain is walked from its end: asked for the time, SQLite would read all events of the school until then.
    """
    newest_first = subject.events.order_by("-seq")
    return next((event for event in newest_first.iterator(chunk_size=50) if event.happened_at < moment), None)
