"""Two workers, one mail server, people who change their minds, staff who press buttons: in every order, with crashes.

The rules of the real code (claim, decide, settle, recover, end, resolve) meet a server that only counts. What must
hold after every step is asked of the rows and of the server; at the end everything must be able to come to rest.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from django.db import connection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.consent.models import Address, Standing
from saidyes.delivery import acknowledging, claiming, deciding, ending, handing_over, recovering, resolving, settling
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import Source
from saidyes.mail.models import State
from saidyes.mail.posting.contract import NoAnswer, NotPosted, Receipt, Refused
from tests.delivery.acts import STAFF, choose

REST = {State.SENT, State.FAILED, State.LEFT_OUT, State.UNCERTAIN}
KEPT, LATER, NEVER, LOST_KEPT, LOST = "kept", "451", "554", "kept, no answer", "not kept, no answer"
ANSWERS = st.sampled_from([KEPT, KEPT, LATER, NEVER, LOST_KEPT, LOST])
WHICH = st.integers(0, 1)
BY_STAFF: dict[str, Any] = {"actor": STAFF, "source": Source.OFFICE}
NO_LETTER_IS_HELD_LONGER = timedelta(seconds=handing_over.LONGEST_HOLD)
MEANWHILE: list[Callable[[], None]] = []  # a no between reading and writing; the real H has no such place


class Broken(AssertionError):
    """A promise of the engine does not hold."""


def promise(name: str, *, holds: bool) -> None:
    if not holds:
        raise Broken(name)


@dataclass
class Worker:
    """What one process has in hand: a row, when its dot was allowed, and an answer it has not written down yet."""

    row: Any = None
    allowed_at: Any = None
    answer: Any = None

    def forgets(self) -> None:
        self.row = self.allowed_at = self.answer = None


@dataclass
class World:
    """What only the server, and nobody's database, knows."""

    accepted: Counter[int] = field(default_factory=Counter)
    presses: Counter[int] = field(default_factory=Counter)
    may_be_uncertain: set[int] = field(default_factory=set)
    put_off: bool = False  # somebody heard a 4xx
    told: set[UUID] = field(default_factory=set)  # addresses whose no was acknowledged


class Machine(RuleBasedStateMachine):
    blast: Blast  # filled; set by the test

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = connection.savepoint() or ""  # here there always is one
        self.traveller = time_machine.travel(clock.now(), tick=False)
        self.clock = self.traveller.start()
        self.workers = [Worker(), Worker()]
        self.world = World()
        self.addresses = [row.address for row in self.rows().select_related("address__business").order_by("pk")]
        self.is_quiet = True  # no lease runs
        self.said_no: set[UUID] = set()
        MEANWHILE.clear()

    def rows(self):
        return Recipient.objects.filter(blast=self.blast)

    # Workers

    @precondition(lambda self: any(worker.row is None for worker in self.workers))
    @rule()
    def claim(self) -> None:
        worker = next(worker for worker in self.workers if worker.row is None)
        if Blast.objects.get(pk=self.blast.pk).status == Status.SENDING:
            worker.row = next(iter(claiming.claim(self.rows().filter(settled_at=None), 1)), None)
            self.is_quiet = self.is_quiet and worker.row is None

    @precondition(lambda self: self.waiting() or not self.allowed())
    @rule(which=WHICH, meanwhile=st.sampled_from(["nothing", "nothing", "a no", "a pause"]))
    def ask(self, which: int, meanwhile: str) -> None:
        """H. The no of a reader who is at it just then waits for its end: the address is locked."""
        if not self.waiting() and any(worker.row is None for worker in self.workers):
            self.claim()
        if not self.waiting():
            return
        worker = self.waiting()[which % len(self.waiting())]
        row = worker.row
        if meanwhile == "a no":
            MEANWHILE.append(lambda: self.say_no(row.address_id))
        with self.paused(meanwhile == "a pause"):
            allowed = deciding.decide([row])
        if row.pk in allowed:
            promise("H never commits while the address says no", holds=self.says_yes(row.address_id))
            worker.allowed_at = clock.now()
        else:
            worker.forgets()
        while MEANWHILE:
            MEANWHILE.pop()()

    @precondition(lambda self: self.waiting())
    @rule(which=WHICH, answer=st.sampled_from([LATER, NEVER, "hangs up"]))
    def refuse_the_recipient(self, which: int, answer: str) -> None:
        if not self.waiting():
            return
        worker = self.waiting()[which % len(self.waiting())]
        if answer == "hangs up":
            settling.give_back([worker.row])
        else:
            self.world.put_off = True
            settling.refused(worker.row, Refused("recipient", int(answer), "4.2.2 Mailbox full"))
        worker.forgets()

    @precondition(lambda self: self.allowed())
    @rule(which=WHICH, answer=ANSWERS, is_written_down=st.booleans())
    def dot(self, which: int, answer: str, is_written_down: bool) -> None:
        if not self.allowed():
            return
        worker = self.allowed()[which % len(self.allowed())]
        if clock.now() - worker.allowed_at > NO_LETTER_IS_HELD_LONGER:
            settling.give_back([worker.row])
            worker.forgets()
            return
        promise("no dot after its no was acknowledged", holds=worker.row.address_id not in self.world.told)
        worker.answer = self.server_says(worker.row, answer)
        if is_written_down:
            self.write_down(worker)

    @precondition(lambda self: any(worker.answer for worker in self.workers))
    @rule()
    def write_down_late(self) -> None:
        self.write_down(next(worker for worker in self.workers if worker.answer))

    @precondition(lambda self: any(worker.row for worker in self.workers))
    @rule(which=WHICH)
    def crash(self, which: int) -> None:
        self.excuse(self.workers[which])
        self.workers[which].forgets()

    # Time, duties, people

    @precondition(lambda self: self.allowed() or self.world.put_off)
    @rule(seconds=st.sampled_from([6, 301]))
    def time_passes(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))

    @precondition(lambda self: not self.is_quiet)
    @rule()
    def leases_end(self) -> None:
        """Of the dead, and of those who were only slow."""
        self.clock.shift(claiming.LEASE + timedelta(seconds=1))
        for worker in self.workers:
            self.excuse(worker)
        recovering.recover()
        self.is_quiet = True

    @precondition(lambda self: not self.waiting())
    @rule()
    def duties(self) -> None:
        """Also while somebody has heard an answer that is not written down yet."""
        recovering.recover()
        ending.end_what_is_over()
        ending.take_up_what_waits_again()

    @precondition(lambda self: any(worker.row for worker in self.workers))
    @rule(which=WHICH)
    def opt_out(self, which: int) -> None:
        self.say_no(self.addresses[which % len(self.addresses)].pk)

    @precondition(lambda self: self.said_no)
    @rule()
    def opt_in(self) -> None:
        address_id = self.said_no.pop()
        self.world.told.discard(address_id)
        choose(Address.objects.select_related("business").get(pk=address_id), said_yes=True)

    @precondition(lambda self: self.world.may_be_uncertain)
    @rule()
    def send_again(self) -> None:
        waiting = list(resolving.unanswered_in(self.blast).values_list("pk", flat=True))
        if waiting:
            resolving.send_again(self.blast, **BY_STAFF)
            self.world.presses.update(waiting)

    # What must hold

    @invariant()
    def promises(self) -> None:
        rows = list(self.rows())
        promise("no row is ever thrown away", holds=len(rows) == len(self.addresses))
        for row in rows:
            accepted, once_more = self.world.accepted[row.pk], self.world.presses[row.pk]
            promise("accepted once, and once more for each press", holds=accepted <= 1 + once_more)
            promise("sent means accepted", holds=row.state != State.SENT or accepted > 0)
            ended = row.state in (State.FAILED, State.LEFT_OUT)
            promise("a no means not accepted", holds=not ended or not accepted or row.maybe_sent)
            is_excused = row.state != State.UNCERTAIN or row.pk in self.world.may_be_uncertain
            promise("uncertain has a cause", holds=is_excused)

    def teardown(self) -> None:
        try:
            self.everything_comes_to_rest()
        finally:
            connection.savepoint_rollback(self.savepoint)
            self.traveller.stop()

    def everything_comes_to_rest(self) -> None:
        """One good worker, a good server and some time are enough."""
        for worker in self.workers:
            self.excuse(worker)
            worker.forgets()
        for _ in range(4):
            ending.take_up_what_waits_again()
            if self.rows().filter(settled_at=None).exists():
                self.leases_end()
                self.everything_is_sent()
        ending.end_what_is_over()
        self.promises()
        promise("every row comes to rest", holds=set(self.rows().values_list("state", flat=True)) <= REST)
        promise("and so does the blast", holds=Blast.objects.get(pk=self.blast.pk).status == Status.FINISHED)

    def everything_is_sent(self) -> None:
        while (self.claim(), self.waiting())[1]:
            self.ask(0, meanwhile="nothing")
            if self.allowed():
                self.dot(0, KEPT, is_written_down=True)

    # How it is done

    @contextmanager
    def paused(self, really: bool) -> Iterator[None]:
        if really:
            scheduling.pause(self.blast, **BY_STAFF)
        yield
        if really:
            scheduling.resume(self.blast, **BY_STAFF)

    def waiting(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.row and not worker.allowed_at]

    def allowed(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.allowed_at and not worker.answer]

    def says_yes(self, address_id: UUID) -> bool:
        return Address.objects.get(pk=address_id).standing == Standing.OPTED_IN

    def say_no(self, address_id: UUID) -> None:
        """Committed at once; told when nothing can leave any more, which is asked here only once."""
        self.said_no.add(address_id)
        choose(Address.objects.select_related("business").get(pk=address_id), said_yes=False)
        if not acknowledging.may_still_leave(address_id):
            self.world.told.add(address_id)

    def server_says(self, row: Recipient, answer: str) -> Receipt | NotPosted:
        self.world.accepted[row.pk] += answer in (KEPT, LOST_KEPT)
        if answer == KEPT:
            return Receipt(250, "Kept")
        self.world.put_off |= answer == LATER
        if answer in (LATER, NEVER):
            return Refused("dot", int(answer), "5.6.0 No")
        self.world.may_be_uncertain.add(row.pk)
        return NoAnswer("The mail server closed the connection")

    def write_down(self, worker: Worker) -> None:
        row, answer = worker.row, worker.answer
        if isinstance(answer, Receipt):
            settling.sent(row, answer)
        elif isinstance(answer, Refused):
            settling.refused(row, answer)
        else:
            settling.unanswered(row, answer.text)
        worker.forgets()

    def excuse(self, worker: Worker) -> None:
        if worker.allowed_at:
            self.world.may_be_uncertain.add(worker.row.pk)
