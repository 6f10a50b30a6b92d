"""Schools take turns at the mail server: while another one waits, a turn is a share of letters, and no more.

So a school with 200 letters waits for one share of each other school, however many letters those have.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from saidyes.blasts.models import Blast
from saidyes.delivery.pacing import Pacer, Ration

A_SHARE = 256  # letters


def in_turn(blasts: Iterable[Blast], served: Callable[[Blast], int]) -> list[list[Blast]]:
    """The blasts of each school, the school that was served longest ago first; `served` is when a blast last was."""
    schools: dict[UUID, list[Blast]] = {}
    for blast in sorted(blasts, key=served):
        schools.setdefault(blast.business_id, []).append(blast)
    return sorted(schools.values(), key=lambda own: max(map(served, own)))


class Share:
    """What one school may claim in its turn: as the pace allows, and no more than a share while another waits."""

    def __init__(self, pacer: Pacer, another_waits: Callable[[], bool]) -> None:
        self._pacer = pacer
        self._another_waits = another_waits
        self._left = A_SHARE

    @contextmanager
    def ration(self, at_most: int) -> Iterator[Ration]:
        """How many may be claimed now; none when the turn is over, or the server must not be given any."""
        if self._another_waits():
            at_most = min(at_most, max(0, self._left))
        if not at_most:
            yield Ration(0)
            return
        with self._pacer.ration(at_most) as ration:
            yield ration
        self._left -= ration.used
