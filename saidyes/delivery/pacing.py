"""How fast a mail server is given Email Blasts: as fast as it takes them, until it asks us to slow down.

The pace is kept in the database, so that all workers keep to it together. Letters are allowed for many at once,
when rows are claimed: no dot ever waits here. Notices have a lane of their own and are not counted.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from time import monotonic

from django.conf import settings
from django.db import transaction

from saidyes.common import clock
from saidyes.delivery.models import Pace
from saidyes.mail.posting.server import MailServer

SLOWEST = 1.0  # letters a second
SAVED_FOR = timedelta(seconds=1)  # what came free and was not used by then is gone
AT_ONCE = timedelta(seconds=0.25)  # less than what comes free meanwhile is not worth a claim
ONE_COMPLAINT = timedelta(seconds=5)  # many lines hear the same
QUICKER, QUICKER_AFTER = 1.25, timedelta(seconds=10)
FORGOTTEN_AFTER = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(seconds=5)  # from one machine to the next; more means that a clock was set
SLOW_DOWN = re.compile(r"421\b|4\d\d 4\.(7\.\d+|3\.2)\b")
ASKED = "The mail server asks us to slow down"
GREYLISTED = re.compile(r"gr[ae]y.?list", re.IGNORECASE)


def asks_us_to_slow_down(answer: str) -> bool:
    """Whether these are the words of a server that is tired of us. Greylisting is about one address alone."""
    return SLOW_DOWN.match(answer) is not None and not GREYLISTED.search(answer)


@dataclass(slots=True)
class Ration:
    """So many letters may be claimed now; how many were is told in `used`."""

    letters: int
    used: int = 0


class Pacer:
    """The pace of one mail server, as one worker keeps it."""

    def __init__(self, server: MailServer) -> None:
        self._server = name_of(server)
        self._gauge = Gauge()
        self._took_some = False

    @contextmanager
    def ration(self, at_most: int) -> Iterator[Ration]:
        """Claim within it: what is used is written down in the transaction that claims, and at no other time."""
        pace = pace_of(self._server)
        letters = _allowed(pace, at_most) if pace else at_most
        if pace is None or rate_of(pace) == inf or not letters:
            yield Ration(letters)
            return
        with transaction.atomic():
            pace = self._held_still()
            ration = Ration(_allowed(pace, at_most))
            yield ration
            if ration.used:
                _spend(pace, ration.used)

    def accepted(self) -> None:
        """The server took one more."""
        self._gauge.count()
        self._took_some = True

    def went_well(self) -> None:
        """Some letters were taken and nobody complained: after ten seconds of that it goes a little quicker again."""
        took_some, self._took_some = self._took_some, False
        pace = pace_of(self._server) if took_some else None
        if pace and _is_ripe(pace):
            self._quicken()

    @transaction.atomic
    def _quicken(self) -> None:
        pace = self._held_still()
        if pace.a_second and _is_ripe(pace):  # no other worker was first
            pace.a_second, pace.changed_at = pace.a_second * QUICKER, clock.now()
            pace.save()

    @transaction.atomic
    def slow_down(self, words: str) -> bool:
        """Half as fast from now on. False when it cannot be any slower."""
        now, pace = clock.now(), self._held_still()
        rate = rate_of(pace)
        if rate <= SLOWEST:
            return False
        if pace.slowed_at is None or _passed(pace.slowed_at, now) >= ONE_COMPLAINT:
            pace.a_second = max(SLOWEST, (self._gauge.a_second if rate == inf else rate) / 2)
            pace.slowed_at = pace.changed_at = pace.spent_until = now
            pace.words = words[:300]
            pace.save()
        return True

    def _held_still(self) -> Pace:
        """The row, which nobody else can change until we have committed."""
        start = {"spent_until": clock.now() - SAVED_FOR}
        return Pace.objects.select_for_update().get_or_create(server=self._server, defaults=start)[0]


class Gauge:
    """How many letters a second the server took of us lately."""

    SPAN = 10.0

    def __init__(self) -> None:
        self._since, self._count, self._before = monotonic(), 0, 0.0

    def count(self) -> None:
        now = monotonic()
        if now - self._since > self.SPAN:
            self._since, self._count, self._before = now, 0, self._count / (now - self._since)
        self._count += 1

    @property
    def a_second(self) -> float:
        return max(self._before, self._count / max(1.0, monotonic() - self._since))


def name_of(server: MailServer) -> str:
    return f"{server.host}:{server.port}"


def pace_of(server: str) -> Pace | None:
    """What is known of a server's pace; nothing when nobody ever limited it."""
    pace = Pace.objects.filter(server=server).first()
    if pace is None and settings.SAIDYES_MAILS_A_SECOND:
        return Pace(server=server, spent_until=clock.now() - SAVED_FOR)
    return pace


def slowed() -> Pace | None:
    """The pace of the mail server there is, while it is slower at its own wish."""
    pace = _pace_here()
    return pace if pace and _asked_for(pace) < _most() else None


def holds_back() -> bool:
    """Whether what is due may have to wait for the pace of the mail server there is."""
    pace, now = _pace_here(), clock.now()
    return pace is not None and rate_of(pace) < inf and _spent_until(pace, now) > _earliest(pace, now)


def _pace_here() -> Pace | None:
    if not settings.SAIDYES_EMAIL_URL:
        return None
    return pace_of(name_of(MailServer.at(settings.SAIDYES_EMAIL_URL)))


def rate_of(pace: Pace) -> float:
    """Letters a second, of all workers together; endless where nobody limits them."""
    return min(_asked_for(pace), _most())


def _most() -> float:
    return settings.SAIDYES_MAILS_A_SECOND or inf


def _asked_for(pace: Pace) -> float:
    """What the server is content with. An hour after its last complaint that is forgotten."""
    if pace.a_second is None or pace.slowed_at is None or _passed(pace.slowed_at, clock.now()) > FORGOTTEN_AFTER:
        return inf
    return pace.a_second


def _allowed(pace: Pace, at_most: int) -> int:
    """How many letters may go now: as many as came free, once that is worth the while."""
    rate, now = rate_of(pace), clock.now()
    if rate == inf:
        return at_most
    free = (now - _spent_until(pace, now)).total_seconds() * rate
    letters = min(at_most, int(free + 1e-6))
    return letters if letters >= min(at_most, AT_ONCE.total_seconds() * rate) else 0


def _spend(pace: Pace, letters: int) -> None:
    pace.spent_until = _spent_until(pace, clock.now()) + timedelta(seconds=letters / rate_of(pace))
    pace.save()


def _is_ripe(pace: Pace) -> bool:
    if pace.changed_at is None or _asked_for(pace) == inf:
        return False
    return _passed(pace.changed_at, clock.now()) >= QUICKER_AFTER


def _spent_until(pace: Pace, now: datetime) -> datetime:
    """A clock that was set starts anew."""
    earliest = _earliest(pace, now)
    return earliest if pace.spent_until > now + CLOCKS_DIFFER else max(earliest, pace.spent_until)


def _earliest(pace: Pace, now: datetime) -> datetime:
    """How long ago what came free is still to be had; one letter at least can be saved up."""
    return now - max(SAVED_FOR, timedelta(seconds=1 / rate_of(pace)))


def _passed(since: datetime, now: datetime) -> timedelta:
    """A clock that was set back makes no pause any longer."""
    return abs(now - since)
