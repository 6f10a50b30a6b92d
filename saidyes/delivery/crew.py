"""Many lines to one mail server, and one question for everybody who waits at a dot.

One thread owns all lines: it reads replies, streams bodies, and lets dots go. The desk is asked for all who wait when
it is free; meanwhile the next letters are made. Connecting happens aside. It begins with one line and doubles with
every good answer, so that a server that refuses everything is given no more letters than it would be by hand.
"""

import selectors
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from django.db import DatabaseError

from saidyes.common import clock
from saidyes.delivery import handing_over, settling
from saidyes.delivery.desk import Desk, Result
from saidyes.delivery.handing_over import Complaint, not_posted
from saidyes.delivery.models import Recipient
from saidyes.delivery.stock import Ready, Stock
from saidyes.mail.letter import Letter
from saidyes.mail.models import State
from saidyes.mail.posting.connecting import connected
from saidyes.mail.posting.contract import CannotCarry, NotPosted, Receipt, Trouble
from saidyes.mail.posting.line import Line, Outcome
from saidyes.mail.posting.server import MailServer
from saidyes.mail.posting.session import Session

LOOK_AGAIN = 0.25  # seconds until deadlines and results in hand are looked at
CONNECTING_AT_ONCE = 8

Hears = Callable[[Recipient | None, Complaint | None], bool]


class Crew:
    """The lines of one worker. `most` is how many there may be."""

    def __init__(self, server: MailServer, most: int, desk: Desk, *, stopping: Callable[[], bool]) -> None:
        self._server = server
        self._most = most
        self.desk = desk
        self._stopping = stopping
        self._width = 1
        self._lines: dict[Line[Ready], int] = {}  # and what each is watched for
        self._opening: set[Future[Session]] = set()
        self._pool = ThreadPoolExecutor(CONNECTING_AT_ONCE, thread_name_prefix="connecting")
        self._selector = selectors.DefaultSelector()
        self._bell, self._push = socket.socketpair()
        self._bell.setblocking(False)  # noqa: FBT003
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._looked_at = monotonic()
        self._results: list[Result] = []
        self._following: dict[Line[Ready], tuple[Ready, Letter] | None] = {}
        self._asked: _Asked | None = None
        self._owed: list[Recipient] = []  # certainly not sent, and not given back yet

    def work(self, stock: Stock, *, until: Callable[[], bool], hears: Hears) -> Trouble | None:
        """Hand over until nothing more is due or `until` says so; every dot that left is waited for.

        Returns the trouble that makes the mail server of no use; all rows are given back then.
        """
        shift = _Shift(stock, until, hears)
        self._give_back()
        try:
            while self._has_something_to_do(shift) or self._asked:
                self._wait(shift)
                self._answer(shift)
                self._ask(shift)
                self._prepare(shift)
                self._answer(shift)
            self._ask(shift, stale=True)
            self._answer(shift, patiently=True)
            self._prepare(shift)
        except BaseException:
            self._drop_everything(shift)
            raise
        stock.close()
        return shift.trouble

    def close(self) -> None:
        """Say goodbye on every line."""
        for line in list(self._lines):
            self._forget(line, line.say_goodbye)
        for future in self._opening:
            future.add_done_callback(_hang_up)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.desk.close()
        self._selector.close()
        self._bell.close()
        self._push.close()

    # -------------------------------------------------------------------------------------- whom to give a letter

    def _has_something_to_do(self, shift: "_Shift") -> bool:
        for line in list(self._lines):
            if line.is_idle and not shift.is_over:
                self._employ(line, shift)
        if shift.is_over:
            self._hurry(shift)
            return any(not line.is_idle for line in self._lines)
        busy = any(not line.is_idle for line in self._lines)
        if shift.suspicious:  # one of those on their way may still have a good answer
            return busy
        room = min(self._width, self._most) - len(self._lines) - len(self._opening)
        for _ in range(room if shift.has_more else 0):
            self._open_one_more()
        return busy or (bool(self._opening) and shift.has_more)

    def _hurry(self, shift: "_Shift") -> None:
        """Asked to stop, nobody is asked for any more: what is not past its dot is hung up on."""
        asked = {line for line, _ in self._asked.waiting} if self._asked else set()
        for line in [line for line in self._lines if not line.dotted and line not in asked and self._stopping()]:
            if line.offered:
                shift.stock.put_back(line.offered)
            self._forget(line, line.hang_up)

    def _employ(self, line: Line[Ready], shift: "_Shift") -> None:
        following = shift.next_letter(line)
        if following:
            self._hear(line, line.offer(*following), shift)

    def _open_one_more(self) -> None:
        future = self._pool.submit(connected, self._server)
        self._opening.add(future)
        future.add_done_callback(lambda _: self._ring())

    def _ring(self) -> None:
        with suppress(OSError):  # closed meanwhile
            self._push.send(b"\0")

    # ------------------------------------------------------------------------------------------------ what comes in

    def _wait(self, shift: "_Shift") -> None:
        news = self._selector.select(LOOK_AGAIN)
        for key, mask in news:
            line = key.data
            if line is not None:
                if mask & selectors.EVENT_WRITE:
                    self._hear(line, line.write(), shift)
                if mask & selectors.EVENT_READ and line.is_open:
                    self._hear(line, line.read(), shift)
        self._welcome(shift)
        if not news or monotonic() > self._looked_at + LOOK_AGAIN:  # a server that dribbles is news all the time
            self._look_at_the_clock(shift)

    def _welcome(self, shift: "_Shift") -> None:
        """Lines that were opened since. One more that fails, where others work, is one too many for the server."""
        with suppress(BlockingIOError):
            self._bell.recv(4096)
        for future in [future for future in self._opening if future.done()]:
            self._opening.discard(future)
            try:
                line: Line[Ready] = Line(future.result())
            except Trouble as trouble:
                self._width = max(1, len(self._lines))
                if not self._lines:
                    shift.stop(trouble)
                continue
            self._lines[line] = selectors.EVENT_READ
            self._selector.register(line, selectors.EVENT_READ, line)

    def _look_at_the_clock(self, shift: "_Shift") -> None:
        self._looked_at = now = monotonic()
        for line in list(self._lines):
            self._hear(line, line.too_late(now), shift)
        if self._results:
            self._ask(shift, stale=True)

    def _hear(self, line: Line[Ready], outcomes: Sequence[Outcome[Ready]], shift: "_Shift") -> None:
        for outcome in outcomes:
            self._settle(outcome, shift)
        if not line.is_open:
            self._forget(line, line.hang_up)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.wants_to_write else 0)
        if self._lines[line] != wanted:
            self._lines[line] = wanted
            self._selector.modify(line, wanted, line)

    def _forget(self, line: Line[Ready], end: Callable[[], None]) -> None:
        if line in self._lines:
            del self._lines[line]
            with suppress(KeyError, ValueError):
                self._selector.unregister(line)
        end()

    def _settle(self, outcome: Outcome[Ready], shift: "_Shift") -> None:
        ready, what = outcome.key, outcome.what
        if isinstance(what, Receipt):
            self._results.append(Result(ready.id, ready.token, f"{what.code} {what.text}"))
            self._width = min(self._most, self._width * 2)
            shift.suspicious = shift.hears(None, None)
        elif isinstance(what, Trouble):
            shift.stop(what)
            shift.stock.put_back(ready)
        elif outcome.innocent:
            shift.stock.put_back(ready)
        else:
            self._complain(ready, what, shift)

    def _complain(self, ready: Ready, what: NotPosted, shift: "_Shift") -> None:
        row = shift.stock.row(ready)
        complaint = not_posted(row, what)
        if complaint:
            self._width = 1
        if shift.hears(row, complaint):
            shift.suspicious = complaint is not None
            if complaint and complaint.kind == "silent":  # each further dot might be one more of which nobody knows
                shift.stop()

    # ------------------------------------------------------------------------------------------ the last question

    def _ask(self, shift: "_Shift", *, stale: bool = False, besides: Collection[Line[Ready]] = ()) -> None:
        """R and H for everyone who waits at a dot, `besides` those who were answered, if the desk is free."""
        if self._asked:
            return
        asking = [line for line in self._lines if line.at_the_dot and line not in besides]
        waiting = [(line, line.offered) for line in asking if line.offered]
        if not waiting and not (stale and self._results):
            return
        results, questions = list(self._results), [shift.stock.question(ready) for _, ready in waiting]
        held = clock.watch()
        future = self.desk.ask(results, questions)
        self._asked = _Asked(future, waiting, len(results), held)
        future.add_done_callback(lambda _: self._ring())

    def _prepare(self, shift: "_Shift") -> None:
        """Make the letter that follows each one at the dot, so that no dot has to wait for it."""
        for line in [line for line in self._following if line not in self._lines]:
            shift.put_back([self._following.pop(line)])
        for line in self._lines:
            if line.at_the_dot and line not in self._following:
                self._following[line] = shift.next_letter(line)

    def _answer(self, shift: "_Shift", *, patiently: bool = False) -> None:
        """Once the desk has committed: the dots of those who may, and the others are hung up on."""
        asked = self._asked
        if asked is None or not (patiently or asked.future.done()):
            return
        verdicts = asked.future.result()
        self._asked = None
        del self._results[: asked.results]
        self._ask(shift, besides={line for line, _ in asked.waiting})  # the desk is never idle while somebody waits
        for line, ready in asked.waiting:
            if line not in self._lines:  # gone meanwhile, and written down as lost
                continue
            stands = verdicts.get(ready.id)
            if stands == State.HANDING and asked.held() <= handing_over.LONGEST_HOLD:
                self._hear(line, line.dot(self._following.pop(line, None)), shift)
                continue
            self._forget(line, line.hang_up)
            self._held_back(ready, stands, shift)

    def _held_back(self, ready: Ready, stands: State | None, shift: "_Shift") -> None:
        """No dot left for it: the answer came too late, or was no, or the blast is paused."""
        if stands == State.HANDING:
            settling.give_back([shift.stock.row(ready)])
        elif stands == State.QUEUED:
            shift.stop()

    def _drop_everything(self, shift: "_Shift") -> None:
        """The database is gone, or we are broken: no dot leaves any more, and whose did not is due again."""
        offered = [line.offered for line in self._lines if line.offered is not None]
        for line in list(self._lines):
            self._forget(line, line.hang_up)
        self._asked = None
        self._prepare(shift)
        self.desk.start_over()
        self._owed += shift.stock.rows_left(offered)
        with suppress(DatabaseError):  # not yet: at the next turn then
            self._give_back()

    def _give_back(self) -> None:
        """Also whom H allowed, where its answer got lost with the database: their line is gone, and no dot with it."""
        settling.give_back(self._owed)
        self._owed = []


def _hang_up(opened: Future[Session]) -> None:
    if not opened.cancelled() and opened.exception() is None:
        opened.result().close()


class _Asked(NamedTuple):
    """A question the desk has: for whom, how many results ride along, and how long they have been at their dots."""

    future: Future[dict[int, State]]
    waiting: list[tuple[Line[Ready], Ready]]
    results: int
    held: Callable[[], float]


class _Shift:
    """One blast being worked at."""

    def __init__(self, stock: Stock, until: Callable[[], bool], hears: Hears) -> None:
        self.stock = stock
        self.hears = hears
        self.trouble: Trouble | None = None
        self.suspicious = False
        self._until = until
        self._stopped = False

    @property
    def is_over(self) -> bool:
        return self._stopped or self._until()

    @property
    def has_more(self) -> bool:
        ready = self.stock.next()
        if ready is None:
            return False
        self.stock.put_back(ready)
        return True

    def stop(self, trouble: Trouble | None = None) -> None:
        self._stopped = True
        self.trouble = self.trouble or trouble

    def put_back(self, letters: Iterable[tuple[Ready, Letter] | None]) -> None:
        """They were made and not begun."""
        for ready, _ in filter(None, letters):
            self.stock.put_back(ready)

    def next_letter(self, line: Line[Ready]) -> tuple[Ready, Letter] | None:
        """The next row whose letter can be made and carried; the others come to their end here."""
        while not (self.is_over or self.suspicious) and (ready := self.stock.next()):
            letter = self.stock.built(ready)
            if letter is None:
                continue
            if line.can_carry(letter):
                return ready, letter
            not_posted(self.stock.row(ready), CannotCarry())
        return None
