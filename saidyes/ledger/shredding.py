"""Take the personal details away from events. The events stay, and with them every hash and every seal."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from saidyes.common.paging import in_chunks
from saidyes.ledger.actors import ActorKind
from saidyes.ledger.models import Event, EventPrivate, Shredded
from saidyes.ledger.recording import AT_ONCE


@dataclass(frozen=True)
class Traces:
    """By what the events of some people are found: what they are about, who they are, who they log in as, and texts
    that name nobody else, such as their own addresses.
    """

    subjects: frozenset[str]
    people: frozenset[str]
    users: frozenset[str]
    texts: frozenset[str]


@dataclass(frozen=True)
class Details:
    """What stood beside one event, and the salt by which anybody can check that it did."""

    event: Event
    salt: bytes
    details: dict[str, Any]


def events_of(business_id: UUID, traces: Traces) -> set[UUID]:
    """The events of one business that have personal details of these people."""
    found: set[UUID] = set()
    here = EventPrivate.objects.filter(business_id=business_id)
    for some in in_chunks(sorted(traces.subjects), AT_ONCE):
        found.update(here.filter(event__subject__in=some).values_list("pk", flat=True))
    for some in in_chunks(sorted(traces.people), AT_ONCE):
        theirs = Q(event__on_behalf_of__in=some) | Q(event__facts__guardian__in=some)
        found.update(here.filter(theirs).values_list("pk", flat=True))
    acts = here.filter(event__actor_kind=ActorKind.GUARDIAN, event__actor_id__in=traces.users)
    found.update(acts.values_list("pk", flat=True))
    as_text = here.annotate(text=Cast("details", TextField()))
    for text in traces.texts:
        written = Q(text__icontains=text) | Q(text__icontains=json.dumps(text)[1:-1])  # SQLite keeps it as ASCII
        found.update(as_text.filter(written).values_list("pk", flat=True))
    return found


@transaction.atomic
def take_out(events: Iterable[UUID], *, act: Event) -> list[Details]:
    """Delete what stands beside these events, and hand it over. `act`: the event that ordered it."""
    taken = []
    for some in in_chunks(sorted(events), AT_ONCE):
        rows = list(EventPrivate.objects.filter(pk__in=some).select_related("event"))
        Shredded.objects.bulk_create(Shredded(event=row.event, business_id=row.business_id, act=act.pk) for row in rows)
        EventPrivate.objects.filter(pk__in=[row.pk for row in rows]).delete()
        taken += [Details(row.event, bytes(row.salt), row.details) for row in rows]
    return taken
