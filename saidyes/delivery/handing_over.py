"""One letter's way: stream it, ask once more (H), send the dot, write down what became of it (R)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import DatabaseError

from saidyes.common import clock
from saidyes.delivery import settling
from saidyes.delivery.deciding import decide
from saidyes.delivery.feedback import Meaning, meaning_of, status_in
from saidyes.delivery.pacing import ASKED, asks_us_to_slow_down
from saidyes.mail.headers import Unsendable
from saidyes.mail.letter import Letter
from saidyes.mail.models import Dispatch
from saidyes.mail.posting.contract import Lost, NoAnswer, NotPosted, Posting, Refused, Trouble

logger = logging.getLogger(__name__)

TIRED = "tired"  # the kind of a complaint that asks us to slow down
LONGEST_HOLD = 5.0  # seconds between H and the dot; later a no may have been acknowledged, so we hang up
AFTER_A_LOSS = timedelta(seconds=15)

Row = TypeVar("Row", bound=Dispatch)


@dataclass(frozen=True)
class Complaint:
    """An answer that may be about the server or the words rather than this address: `bearable` so often in a row."""

    kind: str
    words: str
    bearable: int


def hand_over(row: Row, letter_for: Callable[[Row], Letter], posting: Posting) -> Complaint | None:
    """See one claimed row to its end or back into the queue.

    Raises `Trouble` when the mail server cannot be used at all; the row then waits again, as if untouched.
    """
    letter = built(row, letter_for)
    if letter is None:
        return None
    try:
        posting.offer(letter)
        _ask_and_dot(row, posting)
    except (Refused, Lost, NoAnswer) as wrong:
        return not_posted(row, wrong)
    except (Trouble, DatabaseError):
        posting.drop()
        raise
    except Exception as wrong:  # noqa: BLE001 (a letter that breaks us must not stop the others for ever)
        posting.drop()
        logger.error("%s %s cannot be handed over: %s", type(row).__name__, row.pk, type(wrong).__name__)
        settling.broken(row, type(wrong).__name__)
    return None


def not_posted(row: Dispatch, wrong: NotPosted) -> Complaint | None:
    """Write down what is certain after a failure, and say whether it may be about us instead of this address."""
    if isinstance(wrong, Refused):
        settling.refused(row, wrong)
        return _tired(f"{wrong.code} {wrong.text}") or _complaint(wrong)
    if isinstance(wrong, Lost):
        settling.give_back([row], pause=AFTER_A_LOSS)
        return _tired(wrong.text) or Complaint(
            "lost", f"The mail server keeps closing the connection: {wrong.text}", bearable=5
        )
    settling.unanswered(row, wrong.text)
    return Complaint("silent", f"The mail server takes emails without answering: {wrong.text}", bearable=3)


def built(row: Row, letter_for: Callable[[Row], Letter]) -> Letter | None:
    """The letter, or none: one that cannot be made is this row's end and stops nobody else."""
    try:
        return letter_for(row)
    except Exception as wrong:  # noqa: BLE001 (whatever it is, the others must get theirs)
        cannot_be_built(row, wrong)
        return None


def cannot_be_built(row: Dispatch, wrong: Exception) -> None:
    """The end of a row, naming the field where one is known."""
    if isinstance(wrong, Unsendable):
        settling.failed(row, f"Cannot build: {wrong.field}")
        return
    logger.error("%s %s cannot be built: %s", type(row).__name__, row.pk, type(wrong).__name__)
    settling.failed(row, f"Cannot build: {type(wrong).__name__}")


def _ask_and_dot(row: Dispatch, posting: Posting) -> None:
    held = clock.watch()
    if row.pk not in decide([row]):
        posting.drop()
    elif held() > LONGEST_HOLD:
        posting.drop()
        settling.give_back([row])
    else:
        settling.sent(row, posting.finish())


def _tired(answer: str) -> Complaint | None:
    if not asks_us_to_slow_down(answer):
        return None
    return Complaint(TIRED, f"{ASKED}: {answer}", bearable=5)


def _complaint(answer: Refused) -> Complaint | None:
    """A refusal at the dot, or of us instead of the address: when each letter gets the same, the fault is ours."""
    about_us = answer.stage == "dot" or meaning_of(answer.code, answer.text) == Meaning.SENDER_OR_WORDS
    if not (answer.permanent and about_us):
        return None
    kind = f"{answer.stage} {answer.code} {status_in(answer.text)}"
    return Complaint(
        kind, f"The mail server refuses one email after the other: {answer.code} {answer.text}", bearable=5
    )
