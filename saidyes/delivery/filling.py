"""A due blast becomes one waiting recipient per willing address, chunk by chunk."""

import logging
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Replace
from django.db.models.lookups import Exact

from saidyes.blasts import scheduling
from saidyes.blasts.audience import addresses_of
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.consent import gate
from saidyes.consent.models.address import AddressQuerySet
from saidyes.delivery.models import Recipient
from saidyes.families.models import HeldAddress
from saidyes.mail.models import State

logger = logging.getLogger(__name__)

CHUNK = {"sqlite": 10_000, "postgresql": 50_000}  # addresses a transaction; on SQLite nobody else writes meanwhile
BEFORE_ALL = UUID(int=0)

Result = TypeVar("Result")


def start_and_fill() -> int:
    """Start the blasts whose time has come; fill a chunk of each that is not full. How many rows were added."""
    for blast in scheduling.due():
        _alone(scheduling.start, blast)
    not_full = Blast.objects.filter(status=Status.SENDING, filled_at=None).order_by("started_at")
    return sum(_alone(fill, blast) or 0 for blast in not_full)


def being_sent() -> QuerySet[Blast]:
    """Blasts under way whose recipients are all known."""
    return Blast.objects.filter(status=Status.SENDING, filled_at__isnull=False)


def _alone(act: Callable[[Blast], Result], blast: Blast) -> Result | None:
    """A blast that breaks the worker keeps no other school's from starting or being filled."""
    try:
        return act(blast)
    except DatabaseError:
        raise
    except Exception as wrong:  # noqa: BLE001
        logger.error("blast %s cannot begin: %s", blast.pk, type(wrong).__name__)
        return None


def fill(blast: Blast) -> int:
    """One chunk more: a row for each willing address; behind the last, a count by reason of the others. How many rows.

    The audience is asked afresh. The blast remembers how far it came, so that a fill that died goes on there;
    a second worker at the same blast, or the same chunk twice, adds nothing.
    """
    added = _add_some(blast)
    if added is not None and added < CHUNK[connection.vendor]:
        _count_the_others(blast)
    return added or 0


@transaction.atomic
def _add_some(blast: Blast) -> int | None:
    """The next willing addresses by their keys; none when somebody else is at it, or it is over."""
    mine = Blast.objects.select_for_update(skip_locked=True, no_key=True)
    locked = mine.filter(pk=blast.pk, status=Status.SENDING, filled_at=None).first()
    if locked is None:
        return None
    rest = gate.only_willing(addresses_of(locked)).filter(pk__gt=locked.filled_through or BEFORE_ALL)
    last, count = _chunk_of(rest)
    if last is not None:
        _insert(_columns(locked), rest.filter(pk__lte=last))
        Blast.objects.filter(pk=blast.pk).update(filled_through=last)
    return count


def _chunk_of(rest: AddressQuerySet) -> tuple[UUID | None, int]:
    """The last key of the next chunk and how many it holds, without fetching them all."""
    keys, size = rest.order_by("pk").values_list("pk", flat=True), CHUNK[connection.vendor]
    last = keys[size - 1 : size].first()
    return (keys.last(), keys.count()) if last is None else (last, size)


def _count_the_others(blast: Blast) -> None:
    """Who gets no row, and why not; read before anything is written, so that nobody waits for it."""
    row = Recipient.objects.filter(blast=blast, address=OuterRef("pk"))
    found = gate.counts(gate.only_unwilling(addresses_of(blast)).exclude(Exists(row)))
    left_out = {reason: count for reason, count in found.items() if count}
    Blast.objects.filter(pk=blast.pk, filled_at=None).update(filled_at=clock.now(), left_out=left_out)


def _insert(columns: dict[str, Combinable], addresses: AddressQuerySet) -> None:
    """INSERT ... SELECT: the rows never pass through Python. An address that has its row keeps it."""
    select, parameters = addresses.order_by("pk").values_list(*columns.values()).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO delivery_recipient ({', '.join(columns)}) {select} ON CONFLICT DO NOTHING", parameters
        )


def _columns(blast: Blast) -> dict[str, Combinable]:
    """What a new row holds, as expressions over its address."""
    return {
        "business_id": F("business_id"),
        "blast_id": Value(blast.pk),
        "address_id": F("pk"),
        "guardian_id": _whose_name(),
        "email": F("spelling"),
        "left_out_because": Value(""),
        "state": Value(State.QUEUED.value),
        "token": Value(0),
        "next_at": Value(clock.now()),
        "attempts": Value(0),
        "maybe_sent": Value(False),  # noqa: FBT003
        "answer": Value(""),
    }


def _whose_name() -> Case:
    """The guardian a shared address greets: who agreed, else the primary one, else the first."""
    holders = HeldAddress.objects.filter(
        business=OuterRef("business_id"),
        address=OuterRef("pk"),
        guardian__active=True,
        guardian__family__archived_at=None,
    ).order_by("-guardian__is_primary", "guardian__position", "position", "pk")
    holder = Replace(Cast("guardian_id", CharField()), Value("-"), Value(""))  # SQLite keeps a UUID without dashes
    who_agreed = holders.filter(Exact(holder, Replace(OuterRef("agreed_by"), Value("-"), Value(""))))
    agreed, first = (Subquery(each.values("guardian_id")[:1]) for each in (who_agreed, holders))
    return Case(When(agreed_by="", then=first), default=Coalesce(agreed, first))
