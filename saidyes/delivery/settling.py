"""R: what became of a letter is written down, where its token still is ours."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from saidyes.common import clock
from saidyes.delivery.feedback import refused_by_server
from saidyes.delivery.models import Arrived, Recipient
from saidyes.mail.models import Dispatch, State
from saidyes.mail.posting.contract import Receipt, Refused
from saidyes.notices.models import Notice

ON_ITS_WAY = (State.CLAIMED, State.HANDING, State.UNCERTAIN)
AFTER_A_4XX = [timedelta(minutes=minutes) for minutes in (5, 15, 60)]  # then hourly, to the end of its use


def sent(row: Dispatch, receipt: Receipt) -> None:
    """The server took it. A row that was put back meanwhile, since we were thought dead, is sent all the same."""
    _settle(row, State.SENT, f"{receipt.code} {receipt.text}", only_from=(*ON_ITS_WAY, State.QUEUED))


def refused(row: Dispatch, answer: Refused) -> None:
    """A definite no: 4xx is tried again later, 5xx is the end, and a wrong address gets no further Email Blast."""
    words = f"{answer.code} {answer.text}"
    if not answer.permanent:
        _try_later(row, words)
        return
    with transaction.atomic():
        refused_by_server(row, answer)
        _settle(row, State.FAILED, words)


def failed(row: Dispatch, why: str) -> None:
    """This letter cannot be made; it is not the server's doing, nor the address's."""
    _settle(row, State.FAILED, why)


def broken(row: Dispatch, why: str) -> None:
    """We failed in the midst of it: before H it is certain that nothing left, after it nobody knows."""
    words = f"Cannot be handed over: {why}"
    _settle(row, State.FAILED, words, only_from=(State.CLAIMED,))
    unanswered(row, words)


def unanswered(row: Dispatch, words: str) -> None:
    """The dot left and nobody knows, unless somebody has shown meanwhile that it arrived.

    No machine sends a blast again then; a notice twice is better than none.
    """
    if isinstance(row, Recipient):
        shown = row.ours().filter(state=State.HANDING, answer__in=Arrived)
        shown.update(state=State.SENT, lease_until=None, settled_at=clock.now(), maybe_sent=True)
        _settle(row, State.UNCERTAIN, words, maybe_sent=True)
    else:
        _try_later(row, words, maybe_sent=True)


def give_back(rows: Iterable[Dispatch], *, pause: timedelta = timedelta(0)) -> None:
    """Nothing was handed over and nobody's try is used up: due again after the pause."""
    for row in rows:
        _put_back(row, next_at=clock.now() + pause)


def not_begun(rows: Iterable[Recipient]) -> None:
    """Claimed ahead and never offered to anybody: due again as they were, in one statement for each token."""
    by_token: dict[int, list[int]] = {}
    for row in rows:
        by_token.setdefault(row.token, []).append(row.pk)
    for token, keys in by_token.items():
        claimed = Recipient.objects.filter(pk__in=keys, token=token, state=State.CLAIMED)
        claimed.update(state=State.QUEUED, lease_until=None)


def let_go(rows: Iterable[Dispatch]) -> None:
    """The database failed us: what certainly did not pass H is due again, what may have waits for its lease to end."""
    for row in rows:
        _write(row, (State.CLAIMED,), state=State.QUEUED, lease_until=None)


def take_back(rows: Iterable[Dispatch]) -> None:
    """Refused for a reason that turned out not to be theirs: they wait again. None of them was accepted."""
    for row in rows:
        row.ours().filter(state=State.FAILED).update(state=State.QUEUED, next_at=clock.now(), settled_at=None)


def _try_later(row: Dispatch, words: str, **columns: Any) -> None:
    pause = AFTER_A_4XX[min(row.attempts, len(AFTER_A_4XX) - 1)]
    _put_back(row, next_at=clock.now() + pause, attempts=F("attempts") + 1, answer=words[:500], **columns)


def _put_back(row: Dispatch, **columns: Any) -> None:
    """Due again; not where a person said meanwhile that it is to be left as it is."""
    again = {"state": State.QUEUED, "lease_until": None, "settled_at": None, **columns}
    if isinstance(row, Recipient):
        row.ours().filter(state__in=ON_ITS_WAY, decided_at=None).update(**again)
    else:
        _write(row, ON_ITS_WAY, **again)


def _settle(
    row: Dispatch, state: State, answer: str, *, only_from: Iterable[State] = ON_ITS_WAY, **columns: Any
) -> None:
    if isinstance(row, Notice) and row.goes_once_settled:
        columns["data"] = {}
    _write(row, only_from, state=state, answer=answer[:500], lease_until=None, settled_at=clock.now(), **columns)


def _write(row: Dispatch, where: Iterable[State], **columns: Any) -> None:
    row.ours().filter(state__in=where).update(**columns)
