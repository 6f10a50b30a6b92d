"""What a dead worker left behind. Nothing else is ever touched here, and nothing is thrown away."""

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import QuerySet

from saidyes.common import clock
from saidyes.delivery.models import Arrived, Recipient
from saidyes.mail.models import State
from saidyes.notices.models import Notice

Row = TypeVar("Row", bound=models.Model)
GONE = "No answer: the sending process ended"


def recover() -> int:
    """Rows whose lease has ended: claimed ones wait again, those at the dot are uncertain, unless somebody has shown
    that they arrived. How many rows moved.

    A notice at the dot waits again too: a receipt twice is better than none. Whoever held the lease and comes back
    finds another state or another token, and can hand nothing over.
    """
    now = clock.now()
    recipients = Recipient.objects.filter(settled_at=None, lease_until__lt=now)
    notices = Notice.objects.filter(lease_until__lt=now)
    if not recipients.exists() and not notices.exists():
        return 0  # as nearly always
    with transaction.atomic():
        return _move(_free(recipients), _free(notices), now)


def _free(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those that nobody holds at this moment. A worker that writes its results down has locked several, in an order of
    its own: whoever waited for it here might keep it waiting in turn.
    """
    ids = rows.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
    return rows.filter(pk__in=list(ids))


def _move(recipients: QuerySet[Recipient], notices: QuerySet[Notice], now: datetime) -> int:
    again = {"state": State.QUEUED, "lease_until": None, "next_at": now}
    unknown = {"state": State.UNCERTAIN, "lease_until": None, "settled_at": now, "maybe_sent": True, "answer": GONE}
    known = {"state": State.SENT, "lease_until": None, "settled_at": now, "maybe_sent": True}
    return (
        recipients.filter(state=State.CLAIMED).update(**again)
        + recipients.filter(state=State.HANDING, answer__in=Arrived).update(**known)
        + recipients.filter(state=State.HANDING).update(**unknown)
        + notices.filter(state=State.CLAIMED).update(**again)
        + notices.filter(state=State.HANDING).update(**again, maybe_sent=True)
    )
