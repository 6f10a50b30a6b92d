"""Take rows that nobody else has."""

from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from saidyes.common import clock
from saidyes.mail.models import Dispatch, State

LEASE = timedelta(seconds=settings.SAIDYES_LEASE_SECONDS)  # for liveness alone: what keeps us safe is the token
AT_ONCE = 20

Row = TypeVar("Row", bound=Dispatch)


def claim(rows: QuerySet[Row], at_most: int = AT_ONCE) -> list[Row]:
    """T: of these rows, some that are due, in the order of their keys, now ours under a new token.

    It promises nothing: whoever claims a row later fences us off. The caller walks on by key (`pk__gt`), for to
    begin at the first row each time makes a long blast quadratic.
    """
    due = rows.filter(state=State.QUEUED, next_at__lte=clock.now()).order_by("pk")
    if not due.exists():  # on SQLite even an empty transaction keeps the portal from writing
        return []
    with transaction.atomic():
        mine = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:at_most])
        due.filter(pk__in=mine).update(state=State.CLAIMED, token=F("token") + 1, lease_until=clock.now() + LEASE)
        return list(rows.filter(pk__in=mine).order_by("pk"))
