"""H: the last question before the final dot, for everyone who waits at one, in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.consent.gate import Verdict, judge
from saidyes.consent.models import Address
from saidyes.delivery.claiming import LEASE
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.mail.models import Dispatch, State


def decide(waiting: Sequence[Dispatch]) -> set[Any]:
    """The keys of those whose dot may leave, once this has committed; the others must be hung up on.

    An address that says no before this commits gets no letter: addresses are held still and read after, so that
    nobody's no slips in between. A blast is only read: who pauses it waits for no desk, and the letters that are at
    their dot in that moment may leave. A row whose token is not ours any more is left as it is.
    Notices ask nobody.
    """
    with transaction.atomic(durable=True):
        moves = _moves([row for row in waiting if isinstance(row, Recipient)])
        return {row.pk for row in waiting if _move(row, moves.get(row.pk, {"state": State.HANDING}))}


def _move(row: Dispatch, columns: dict[str, Any]) -> bool:
    """Let the row be what was decided, if it is still ours. Whether its dot may leave."""
    now = clock.now()
    if columns["state"] == State.HANDING:
        columns |= {"handed_at": now, "lease_until": now + LEASE}
    elif columns["state"] == State.LEFT_OUT:
        columns |= {"settled_at": now}
    moved = row.ours().filter(state=State.CLAIMED).update(**columns)
    return moved == 1 and columns["state"] == State.HANDING


def _moves(recipients: list[Recipient]) -> dict[int, dict[str, Any]]:
    if not recipients:
        return {}
    addresses = {recipient.address_id for recipient in recipients}
    verdicts = judge(addresses)
    blasts = {recipient.blast_id for recipient in recipients}
    statuses = dict(Blast.objects.filter(pk__in=blasts).values_list("pk", "status"))
    keys = dict(Address.objects.filter(pk__in=addresses).values_list("pk", "key"))
    return {
        recipient.pk: _columns(
            statuses[recipient.blast_id], verdicts[recipient.address_id], changed=_is_other(recipient, keys)
        )
        for recipient in recipients
    }


def _columns(status: str, verdict: Verdict, *, changed: bool) -> dict[str, Any]:
    if status == Status.PAUSED:
        return {"state": State.QUEUED, "lease_until": None}
    if status != Status.SENDING:
        return {"state": State.LEFT_OUT, "left_out_because": LeftOut.CANCELLED}
    if not verdict.willing:
        return {"state": State.LEFT_OUT, "left_out_because": verdict.because}
    if changed:
        return {"state": State.LEFT_OUT, "left_out_because": LeftOut.CHANGED}
    return {"state": State.HANDING, "consent_event": verdict.event}


def _is_other(recipient: Recipient, keys: dict[UUID, str]) -> bool:
    try:
        return canonical(recipient.email).key != keys[recipient.address_id]
    except NotAnAddress:
        return True
