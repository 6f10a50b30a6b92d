"""One turn of the wheel, and the duties that come round. Engines decide how often."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from threading import Event
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from saidyes.accounts.visits import forget_old_visits
from saidyes.classes.importing.under_way import load_files
from saidyes.consent.confirming import end_what_ran_out
from saidyes.consent.ending import end_older_yeses
from saidyes.consent.lapsing import lapse_what_is_too_old
from saidyes.delivery import pacing
from saidyes.delivery.auditing import post_seals, seal_what_is_new, verify_every_night
from saidyes.delivery.dormancy import lapse_the_dormant
from saidyes.delivery.ending import end_what_is_over, take_up_what_waits_again
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.lanes import Lane, blast_lane, notice_lane
from saidyes.delivery.recovering import recover


def forget_old_sessions() -> int:
    """Sign-up drafts and log-ins whose time is over go."""
    SessionStore.clear_expired()
    return forget_old_visits()


# Each duty says how many rows it moved; the number is the seconds between two rounds of it.
DUTIES: dict[Callable[[], int], float] = {
    start_and_fill: 0.3,
    end_what_is_over: 1,
    end_older_yeses: 1,
    recover: 15,
    take_up_what_waits_again: 60,
    end_what_ran_out: 60 * 60,
    lapse_what_is_too_old: 60 * 60,
    lapse_the_dormant: 60 * 60,
    forget_old_sessions: 24 * 60 * 60,
}


def every(seconds: float, *, long: bool = False) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """A duty of an app above this one: it adds itself, in a module `duties` that is read at the start."""

    def add(duty: Callable[[], int]) -> Callable[[], int]:
        (LONG_DUTIES if long else DUTIES)[duty] = seconds
        return duty

    return add


# These read much: they are no part of a turn, and engines keep them in a thread of their own.
LONG_DUTIES: dict[Callable[[], int], float] = {
    load_files: 1,
    seal_what_is_new: 10,
    post_seals: 60 * 60,
    verify_every_night: 5 * 60,
}
A_BREATH = 0.1  # seconds
LANES = (notice_lane, blast_lane)


def turn() -> int:
    """Every duty once, then some notices, then some letters of each school. How many rows moved; 0 means idle."""
    with lanes() as opened:
        return _round(opened)


def until_nothing_is_due(stop: Event) -> None:
    """Turn after turn, and wait where only the pace of the mail server holds us back."""
    with lanes() as opened:
        while not stop.is_set():
            if _round(opened) == 0:
                if not pacing.holds_back():
                    break
                stop.wait(A_BREATH)


@contextmanager
def lanes() -> Iterator[list[Lane[Any]]]:
    """Both, until we hang up."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(make_lane(stopping=never))) for make_lane in LANES]


def _round(opened: list[Lane[Any]]) -> int:
    return sum(duty() for duty in DUTIES) + sum(lane.turn() for lane in opened)


def never() -> bool:
    return False
