"""A mail server that asks us to slow down is given less, by all workers together, and more again in time."""

from contextlib import closing
from datetime import timedelta
from time import monotonic

import pytest
import time_machine

from bench.smtp_server import Fault
from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.delivery import pacing
from saidyes.delivery.lanes import blast_lane
from saidyes.delivery.models import Pace
from saidyes.delivery.pacing import Pacer, asks_us_to_slow_down, rate_of, slowed
from saidyes.delivery.worker import never
from saidyes.families.holding import mailbox_of
from saidyes.ledger.actors import Source
from saidyes.mail.models import State
from saidyes.mail.posting.server import MailServer
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice
from tests.delivery.acts import STAFF, filled

TIRED = "421 4.7.0 Slow down"
SERVER = MailServer("mail.example", 25)
PAID = {"guardian": "Tom", "number": "7", "amount": "80.00", "paid_on": "Mar 3", "method": "Card", "for_what": "Swim"}


@pytest.fixture
def traveller():
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hundred(db, traveller) -> Pacer:
    """The pacer of a server that bears a hundred letters a second."""
    Pace.objects.create(
        server="mail.example:25", a_second=100, slowed_at=clock.now(), changed_at=clock.now(), spent_until=clock.now()
    )
    return Pacer(SERVER)


def claimed(pacer: Pacer, at_most: int = 256) -> int:
    with pacer.ration(at_most) as ration:
        ration.used = ration.letters
    return ration.letters


def rate() -> float:
    return rate_of(Pace.objects.get())


def states(blast: Blast) -> set[str]:
    return set(blast.recipients.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("answer", "asks"),
    [
        (TIRED, True),
        ("451 4.7.650 Temporarily rate limited", True),
        ("452 4.3.2 Not now", True),
        ("451 4.7.1 Greylisted, please come back", False),
        ("451 4.3.0 Disk full", False),
        ("550 5.7.1 Not welcome", False),
        ("250 2.0.0 421 letters kept", False),
    ],
)
def test_which_answers_ask_us_to_slow_down(answer, asks):
    assert asks_us_to_slow_down(answer) is asks


@pytest.mark.parametrize("at", ["greeting", "sender", "recipient", "dot"])
def test_a_tired_server_gets_one_letter_a_second_and_the_blast_goes_on(theo, send, deliver, smtp_server, traveller, at):
    smtp_server.behave(Fault(at, say=TIRED, hang_up=True, times=1))
    blast = filled(send(theo))
    deliver()
    before = len(smtp_server.letters)
    for _ in range(20):
        traveller.shift(20)
        deliver()
        assert len(smtp_server.letters) <= before + 1
        before = len(smtp_server.letters)
        blast.refresh_from_db()
        if blast.status == Status.FINISHED:
            break
    assert (blast.status, states(blast)) == (Status.FINISHED, {State.SENT})
    assert len({letter.rcpt for letter in smtp_server.letters}) == len(smtp_server.letters) == 3


def test_a_server_that_refuses_even_the_slowest_pace_pauses_the_blast(theo, send, smtp_server, traveller):
    smtp_server.behave(Fault("sender", say=TIRED, hang_up=True))
    blast = filled(send(theo))
    with closing(blast_lane(stopping=never)) as lane:
        for _ in range(6):
            assert (lane.turn() > 0, states(blast)) == (True, {State.QUEUED})
            traveller.shift(20)
        blast.refresh_from_db()
        assert blast.status == Status.PAUSED
        assert blast.paused_why == "The mail server asks us to slow down: 421 4.7.0 Slow down"
        smtp_server.behave()
        scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
        while lane.turn():
            traveller.shift(20)
    assert states(blast) == {State.SENT}


@pytest.mark.usefixtures("traveller")
def test_a_receipt_waits_for_no_pace_and_no_blast(theo, tom, send, deliver, smtp_server, settings):
    settings.SAIDYES_MAILS_A_SECOND = 1
    blast = filled(send(theo))
    deliver()
    for _ in range(3):
        leave_notice(Kind.RECEIPT, business=tom.business, mailbox=mailbox_of(tom.family), data=PAID)
    deliver()
    assert [letter.rcpt for letter in smtp_server.letters[1:]] == ["tom.becker@example.net"] * 3
    assert blast.recipients.filter(state=State.QUEUED).count() == 2


def test_the_upper_limit_holds_from_the_first_letter_on(theo, send, deliver, smtp_server, settings, traveller):
    settings.SAIDYES_MAILS_A_SECOND = 2
    send(theo)
    deliver()
    assert len(smtp_server.letters) == 2
    traveller.shift(1)
    deliver()
    assert len(smtp_server.letters) == 3


def test_all_workers_together_keep_to_the_pace(hundred, traveller):
    traveller.shift(0.5)
    assert [claimed(hundred, 30), claimed(Pacer(SERVER)), claimed(hundred)] == [30, 0, 0]
    traveller.shift(0.5)
    assert [claimed(Pacer(SERVER)), claimed(hundred)] == [70, 0]
    traveller.shift(60)
    assert [claimed(hundred), claimed(Pacer(SERVER))] == [100, 0]


def test_what_was_allowed_and_not_claimed_is_still_there(hundred, traveller):
    traveller.shift(1)
    with hundred.ration(256) as ration:
        ration.used = 10
    assert claimed(hundred) == 90


def test_many_complaints_at_once_are_one_and_there_is_a_slowest_pace(hundred, traveller):
    traveller.shift(6)
    assert [hundred.slow_down(TIRED), Pacer(SERVER).slow_down(TIRED)] == [True, True]
    assert rate() == 50
    for _ in range(5):
        traveller.shift(6)
        hundred.slow_down(TIRED)
    assert rate() == pytest.approx(1.5625)
    traveller.shift(6)
    assert [hundred.slow_down(TIRED), hundred.slow_down(TIRED)] == [True, False]
    assert rate() == 1


def test_ten_good_seconds_make_it_a_quarter_quicker_and_an_hour_forgets(hundred, traveller):
    for _ in range(25):
        traveller.shift(1)
        hundred.accepted()
        hundred.went_well()
    assert rate() == pytest.approx(100 * 1.25**2)
    traveller.shift(timedelta(hours=1))
    assert claimed(hundred, 10_000) == 10_000


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(seconds=-30), timedelta(days=365)])
def test_a_clock_that_was_set_stops_nothing(hundred, traveller, jump):
    traveller.shift(jump)
    assert claimed(hundred, 50) == 50
    hundred.accepted()
    hundred.went_well()
    assert rate() > 100


def test_time_alone_makes_it_no_quicker(hundred, traveller):
    traveller.shift(60)
    assert claimed(hundred) == 100
    hundred.went_well()
    assert rate() == 100


def test_a_pace_is_measured_by_what_the_server_took(db, traveller):
    pacer = Pacer(SERVER)
    for _ in range(40):
        pacer.accepted()
    pacer.slow_down(TIRED)
    assert rate() == 20


@pytest.mark.usefixtures("db", "traveller")
def test_what_was_taken_long_ago_is_not_measured(monkeypatch):
    pacer, began = Pacer(SERVER), monotonic()
    for seconds, letters in ((0, 500), (11, 40), (22, 10)):
        monkeypatch.setattr(pacing, "monotonic", lambda seconds=seconds: began + seconds)
        for _ in range(letters):
            pacer.accepted()
    pacer.slow_down(TIRED)
    assert rate() == pytest.approx(5, rel=0.1)


def test_the_pages_know_that_it_goes_slower(hundred, settings, traveller):
    settings.SAIDYES_EMAIL_URL = "smtp://mail.example:25"
    assert slowed() == Pace.objects.get()
    settings.SAIDYES_MAILS_A_SECOND = 50
    assert slowed() is None
    settings.SAIDYES_EMAIL_URL = ""
    assert slowed() is None
