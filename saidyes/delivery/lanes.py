"""Two lanes to the mail server, each with a connection of its own: a notice never waits behind a blast."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet, prefetch_related_objects

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast
from saidyes.delivery import letters
from saidyes.delivery.claiming import AT_ONCE, claim
from saidyes.delivery.crew import Crew
from saidyes.delivery.desk import Desk
from saidyes.delivery.filling import being_sent
from saidyes.delivery.handing_over import TIRED, Complaint, hand_over
from saidyes.delivery.models import Recipient
from saidyes.delivery.pacing import ASKED, Pacer, asks_us_to_slow_down
from saidyes.delivery.settling import give_back, let_go, take_back
from saidyes.delivery.sharing import Share, in_turn
from saidyes.delivery.stock import Stock
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.letter import Letter
from saidyes.mail.models import Dispatch
from saidyes.mail.posting import open_posting
from saidyes.mail.posting.contract import Posting, Trouble
from saidyes.mail.posting.server import MailServer
from saidyes.notices import rendering as notice_rendering
from saidyes.notices.models import Notice

Row = TypeVar("Row", bound=Dispatch)

AFTER_TROUBLE = timedelta(seconds=15)
A_SHIFT_LASTS = 2.0  # seconds until another blast has its turn
TIRED_AT = ("connect", "hello", "sender")  # 454 4.7.0 when we encrypt or log in is about something else
IN_WORDS = {
    "connect": "The mail server cannot be reached",
    "hello": "The mail server does not greet us",
    "tls": "The connection to the mail server cannot be encrypted",
    "log in": "The mail server does not accept our user name or password",
    "sender": "The mail server does not accept the sender’s address",
    "mail room": "The mail room cannot be written",
}


class Lane(ABC, Generic[Row]):
    """Letters of one kind, one after the other. `stopping` is asked between two of them."""

    def __init__(self, posting: Posting, *, stopping: Callable[[], bool]) -> None:
        self._posting = posting
        self._stopping = stopping

    @abstractmethod
    def turn(self) -> int:
        """Claim some that are due and see each to its end, or give it back. How many were claimed."""

    def close(self) -> None:
        """Hang up."""
        self._posting.close()

    def _hand_over(self, rows: Sequence[Row], letter_of: Callable[[Row], Letter], pause: timedelta) -> Trouble | None:
        """All rows in their order. Those behind a trouble, a stop or a bad streak are given back untouched."""
        for number, row in enumerate(rows):
            if self._stopping():
                give_back(rows[number:])
                break
            try:
                complaint = hand_over(row, letter_of, self._posting)
            except Trouble as trouble:
                give_back(rows[number:], pause=pause)
                return trouble
            except DatabaseError:
                with suppress(DatabaseError):  # gone for good: then their lease ends
                    let_go(rows[number:])
                raise
            if self._hears(row, complaint):
                give_back(rows[number + 1 :])
                break
        return None

    def _hears(self, _row: Row, _complaint: Complaint | None) -> bool:
        """Whether that was one complaint too many."""
        return False


class NoticeLane(Lane[Notice]):
    """Transactional mail, over all schools. When the server is in trouble, all of it waits a little."""

    def turn(self, those: QuerySet[Notice] | None = None) -> int:
        """All that are due, or only `those`."""
        rows = claim(Notice.objects.all() if those is None else those)
        prefetch_related_objects(rows, "business")
        self._hand_over(rows, notice_rendering.letter_for, AFTER_TROUBLE)
        return len(rows)


class BlastLane(Lane[Recipient]):
    """Email Blasts: some letters of each school in turn, so that a long blast holds up nobody's short one."""

    def __init__(self, posting: Posting, *, stopping: Callable[[], bool]) -> None:
        super().__init__(posting, stopping=stopping)
        self._walks: dict[UUID, Walk] = {}
        self._turns = 0

    def turn(self) -> int:
        blasts = being_sent().select_related("business").order_by("started_at")
        self._walks = {blast.pk: self._walks.get(blast.pk, Walk()) for blast in blasts}
        return sum(map(self._turn_of, in_turn(blasts, lambda blast: self._walks[blast.pk].served)))

    def _turn_of(self, blasts: Sequence[Blast]) -> int:
        """One school's turn: some letters of its first blast of which any are due."""
        for blast in blasts:
            taken = self._some_of(blast)
            if taken:
                self._turns += 1
                self._walks[blast.pk].served = self._turns
                return taken
        return 0

    def turn_at(self, blast: Blast, after: int) -> int:
        """Some letters of this blast alone, beginning behind that key. How many were claimed."""
        walk = self._walks.setdefault(blast.pk, Walk())
        walk.last = after
        moved = self._some_of(blast)
        if not walk.streak:
            del self._walks[blast.pk]
        return moved

    def _some_of(self, blast: Blast) -> int:
        """The next few letters of one blast."""
        walk = self._walks[blast.pk]
        rows = claim(Recipient.objects.filter(blast=blast, settled_at=None, pk__gt=walk.last))
        walk.last = rows[-1].pk if len(rows) == AT_ONCE else 0  # at the end from the first again: some were put back
        letters.read_ahead(rows, blast)
        trouble = self._hand_over(rows, letters.letter_of, timedelta(0))
        if trouble:
            self._pause(blast, f"{IN_WORDS[trouble.stage]}: {trouble.text}")
        return len(rows)

    def _hears(self, row: Recipient, complaint: Complaint | None) -> bool:
        walk = self._walks[row.blast_id]
        too_many = walk.hears(row, complaint)
        if too_many and complaint:
            take_back(walk.streak)
            self._pause(row.blast, complaint.words)
        return too_many

    def _pause(self, blast: Blast, why: str) -> None:
        with suppress(scheduling.TooLate):  # somebody else paused or cancelled it this moment
            scheduling.pause(blast, why=why, actor=SYSTEM, source=Source.WORKER)


class GroupLane(BlastLane):
    """Email Blasts over SMTP: each in turn has all lines for a while, at the pace that the server bears."""

    def __init__(self, server: MailServer, crew: Crew, *, stopping: Callable[[], bool]) -> None:
        super().__init__(open_posting(), stopping=stopping)
        self._crew = crew
        self._pacer = Pacer(server)
        self._tired = False

    def close(self) -> None:
        """Hang up on all lines."""
        self._crew.close()

    def _some_of(self, blast: Blast) -> int:
        walk = self._walks[blast.pk]
        share = Share(self._pacer, lambda: self._another_waits(blast))
        stock, over_at = Stock(blast, walk.last, self._crew.desk, share.ration), monotonic() + A_SHIFT_LASTS
        self._tired = False
        trouble = self._crew.work(
            stock,
            until=lambda: self._tired or self._stopping() or monotonic() > over_at,
            hears=lambda row, complaint: self._hears_one(walk, row, complaint),
        )
        walk.last, walk.has_nothing = stock.last, not (stock.taken or stock.rationed)
        if walk.too_much:
            take_back(walk.streak)
            self._pause(blast, walk.too_much.words)
            walk.too_much = None
        if not self._tired:
            self._pacer.went_well()
        if trouble and not self._is_bearable(trouble):
            self._pause(blast, f"{IN_WORDS[trouble.stage]}: {trouble.text}")
        return stock.taken

    def _another_waits(self, blast: Blast) -> bool:
        """Whether another school has letters that may be due."""
        others = being_sent().exclude(business=blast.business_id).values_list("pk", flat=True)
        return any(pk not in self._walks or not self._walks[pk].has_nothing for pk in others)

    def _is_bearable(self, trouble: Trouble) -> bool:
        """A server that lets nobody in since it is tired gets its rest."""
        tired = trouble.stage in TIRED_AT and asks_us_to_slow_down(trouble.text)
        return tired and self._pacer.slow_down(f"{ASKED}: {trouble.text}")

    def _hears_one(self, walk: "Walk", row: Recipient | None, complaint: Complaint | None) -> bool:
        """A server that asks us to slow down is heeded; only where we cannot, it is a complaint like others."""
        if row is None:
            self._pacer.accepted()
        elif complaint and complaint.kind == TIRED:
            self._tired = True
            if self._pacer.slow_down(complaint.words):
                return False
        return walk.hears_one(row, complaint)


def blast_lane(*, stopping: Callable[[], bool], desk: type[Desk] = Desk) -> BlastLane:
    """The lane for the mail server there is; the mail room needs no group."""
    if settings.SAIDYES_EMAIL_URL:
        server = MailServer.at(settings.SAIDYES_EMAIL_URL)
        crew = Crew(server, settings.SAIDYES_CONNECTIONS, desk(), stopping=stopping)
        return GroupLane(server, crew, stopping=stopping)
    return BlastLane(open_posting(), stopping=stopping)


def notice_lane(*, stopping: Callable[[], bool], desk: type[Desk] = Desk) -> NoticeLane:
    """The lane of transactional mail."""
    return NoticeLane(open_posting(), stopping=stopping)


class Walk:
    """How far one blast came: the last row claimed, and the rows in a row that met the same complaint.

    `served` is the number of its last turn; `has_nothing` when nothing of it was due then.
    """

    def __init__(self) -> None:
        self.last = self.served = 0
        self.has_nothing = False
        self.streak: list[Recipient] = []
        self.too_much: Complaint | None = None
        self._kind = ""

    def hears_one(self, row: Recipient | None, complaint: Complaint | None) -> bool:
        """As `hears`, where no row is named for a good answer, which ends a streak."""
        if row is None:
            self.streak, self._kind, self.too_much = [], "", None
            return False
        too_many = self.hears(row, complaint)
        self.too_much = complaint if too_many else None
        return too_many

    def hears(self, row: Recipient, complaint: Complaint | None) -> bool:
        """Whether one letter after the other got this, as often as can be borne: then it is about us, not them."""
        kind = complaint.kind if complaint else ""
        self.streak = [*self.streak, row] if kind and kind == self._kind else [row]
        self._kind = kind
        return complaint is not None and len(self.streak) >= complaint.bearable
