"""The wheel in one process: a thread for each lane, so that none waits for another, and the duties between."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import connections

from saidyes.delivery.desk import DeskThread
from saidyes.delivery.engines.telling import tell
from saidyes.delivery.lanes import Lane
from saidyes.delivery.worker import DUTIES, LANES, LONG_DUTIES

IDLE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 30.0
STOP_SECONDS = 8.0  # for the dot in hand; whoever stops us waits 10


def run(stop: Event) -> None:
    """Until `stop` is set: then the dots in hand are finished and nothing more is begun."""
    lanes = [make_lane(stopping=stop.is_set, desk=DeskThread) for make_lane in LANES]
    threads = [Thread(target=_keep_lane, args=(lane, stop), name=type(lane).__name__, daemon=True) for lane in lanes]
    threads.append(Thread(target=keep_turning, args=(Rounds(LONG_DUTIES).turn, stop), name="LongDuties", daemon=True))
    for thread in threads:
        thread.start()
    keep_turning(Rounds(DUTIES).turn, stop)
    until = monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - monotonic()))


class Rounds:
    """The duties, each when it comes round; the longest due first, so that one that fails keeps no other waiting.

    A duty rests after it has ended, however long it took: on SQLite nobody else writes while a blast is filled.
    """

    def __init__(self, duties: dict[Callable[[], int], float]) -> None:
        self._seconds = duties
        self._due = dict.fromkeys(duties, 0.0)

    def turn(self) -> int:
        moved = 0
        for duty, due in sorted(self._due.items(), key=lambda item: item[1]):
            if monotonic() >= due:
                try:
                    moved += duty()
                finally:
                    self._due[duty] = monotonic() + self._seconds[duty]
        return moved


def _keep_lane(lane: Lane[Any], stop: Event) -> None:
    try:
        keep_turning(lane.turn, stop)
    finally:
        lane.close()


def keep_turning(turn: Callable[[], int], stop: Event) -> None:
    """Turn while there is something to do, else look again soon; after an error a little later each time."""
    pause = IDLE_SECONDS
    while not stop.is_set():
        try:
            idle, pause = turn() == 0, IDLE_SECONDS
        except Exception as wrong:  # noqa: BLE001 (the database may be gone for a while; letters wait for us)
            tell(wrong)
            idle, pause = True, min(pause * 2, LONGEST_PAUSE_SECONDS)
            connections.close_all()
        if idle:
            stop.wait(pause)
    connections.close_all()
