"""Read out what was written down, without a way to write."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from saidyes.ledger.models import Event


def events_about(business_id: UUID, subjects: Iterable[str]) -> QuerySet[Event]:
    """Everything about these subjects (`address:<id>`, `family:<id>`), the newest first, with its private details."""
    events = Event.objects.filter(business_id=business_id, subject__in=list(subjects))
    return events.select_related("beside").order_by("-happened_at", "-id")


def newest_moment() -> datetime | None:
    """When the last event of any school was written, by the clock of whoever wrote it."""
    return Event.objects.order_by("-pk").values_list("happened_at", flat=True).first()
