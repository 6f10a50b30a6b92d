"""Many connections at one blast: everybody gets one letter, and nobody is waited for in vain."""

from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection

from bench.smtp_server import Fault
from saidyes.blasts import scheduling
from saidyes.blasts.models import Status
from saidyes.common import clock
from saidyes.delivery import crew, desk, handing_over, lanes
from saidyes.delivery.models import Recipient
from saidyes.delivery.worker import never, turn
from saidyes.ledger.actors import Source
from saidyes.mail.models import State
from saidyes.mail.posting import line
from tests.delivery.acts import STAFF, address_of, choose, crowd, filled, row_of

CROWD = 20


@pytest.fixture
def blast(business, theo, send, smtp_server):
    crowd(business, CROWD)
    return filled(send(theo))


@pytest.fixture
def before_the_question(monkeypatch):
    """`before_the_question(act)`: act, when somebody's body is out and the desk is about to be asked for the first."""

    def once(act):
        waiting, answer = [act], desk.settle_and_decide

        def ask(results, questions):
            if questions and waiting:
                waiting.pop()()
            return answer(results, questions)

        monkeypatch.setattr(desk, "settle_and_decide", ask)

    return once


@pytest.fixture
def database_gone_after_the_question(monkeypatch):
    """H commits, its answer gets lost, and nothing else can be asked or written."""

    @contextmanager
    def gone():
        down, answer = [], desk.settle_and_decide

        def ask(results, questions):
            verdicts = answer(results, questions)
            down.append(bool(questions))
            return fail() if questions else verdicts

        def fail():
            raise OperationalError("server closed the connection unexpectedly")

        with (
            monkeypatch.context() as patched,
            connection.execute_wrapper(lambda execute, *query: fail() if any(down) else execute(*query)),
        ):
            patched.setattr(desk, "settle_and_decide", ask)
            yield

    return gone


def turn_until_heard(smtp_server, command: str) -> None:
    for _ in range(50):
        turn()
        if any(line.startswith(command) for line in smtp_server.heard):
            return
    raise AssertionError(f"the server never heard {command}")


def counts(blast) -> dict[str, int]:
    states = list(blast.recipients.values_list("state", flat=True))
    return {state: states.count(state) for state in set(states)}


@pytest.mark.parametrize("offers", [("PIPELINING",), ()])
@pytest.mark.parametrize("most", [1, 8, 100])
def test_few_rows_and_many_connections_come_to_rest(blast, deliver, smtp_server, settings, offers, most):
    smtp_server.behave(offers=offers)
    settings.SAIDYES_CONNECTIONS = most
    deliver()
    assert counts(blast) == {State.SENT: CROWD + 3}
    assert len({letter.rcpt for letter in smtp_server.letters}) == len(smtp_server.letters) == CROWD + 3
    assert smtp_server.connections <= most


def test_rows_that_are_given_back_meanwhile_are_fetched_again(blast, deliver, smtp_server):
    smtp_server.behave(Fault("data", say="", hang_up=True, chance=0.2, times=8))
    with time_machine.travel(clock.now(), tick=True) as traveller:
        for _ in range(3):
            deliver()
            traveller.shift(60)
    assert counts(blast) == {State.SENT: CROWD + 3}
    assert len(smtp_server.letters) == CROWD + 3


def test_a_no_while_many_bodies_are_out_stops_only_its_own_letter(
    blast, noor, deliver, smtp_server, before_the_question
):
    before_the_question(lambda: choose(address_of(noor), said_yes=False))
    deliver()
    assert counts(blast) == {State.SENT: CROWD + 2, State.LEFT_OUT: 1}
    assert "noor.haddad@example.com" not in {letter.rcpt for letter in smtp_server.letters}
    assert row_of(blast, noor).left_out_because == "opted_out"


def test_a_pause_lets_no_further_dot_go_and_nobody_is_lost(blast, deliver, smtp_server, before_the_question):
    before_the_question(lambda: scheduling.pause(blast, actor=STAFF, source=Source.OFFICE))
    deliver()
    assert counts(blast) == {State.QUEUED: CROWD + 3}
    assert smtp_server.letters == []
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    assert counts(blast) == {State.SENT: CROWD + 3}


def test_who_waits_too_long_after_the_question_hangs_up(blast, smtp_server, monkeypatch):
    monkeypatch.setattr(handing_over, "LONGEST_HOLD", -1.0)
    monkeypatch.setattr(lanes, "A_SHIFT_LASTS", 0.05)
    turn_until_heard(smtp_server, "DATA")
    assert smtp_server.letters == []
    assert set(blast.recipients.values_list("state", "attempts", "maybe_sent")) == {(State.QUEUED, 0, False)}


@pytest.mark.parametrize("jump", [timedelta(hours=30), timedelta(hours=-30)])
def test_a_clock_that_is_set_midway_loses_and_doubles_nobody(
    blast, deliver, smtp_server, before_the_question, monkeypatch, jump
):
    right = clock.now
    before_the_question(lambda: monkeypatch.setattr(clock, "now", lambda: right() + jump))
    deliver()
    monkeypatch.setattr(clock, "now", right)
    deliver()
    assert counts(blast) == {State.SENT: CROWD + 3}
    assert len({letter.rcpt for letter in smtp_server.letters}) == len(smtp_server.letters) == CROWD + 3


def test_a_clock_that_went_on_while_we_stood_still_lets_no_dot_go(blast, smtp_server, monkeypatch):
    """A suspended machine: its watch stands still, and elsewhere somebody was told that nothing will leave."""
    slept, answer = [], desk.settle_and_decide
    monkeypatch.setattr(lanes, "A_SHIFT_LASTS", 0.05)
    with time_machine.travel(clock.now(), tick=False) as traveller:

        def ask(results, questions):
            verdicts = answer(results, questions)
            traveller.shift(timedelta(minutes=1))
            slept.extend(questions)
            return verdicts

        monkeypatch.setattr(desk, "settle_and_decide", ask)
        turn_until_heard(smtp_server, "DATA")
    assert slept
    assert smtp_server.letters == []
    assert set(blast.recipients.values_list("state", "maybe_sent")) == {(State.QUEUED, False)}


@pytest.mark.django_db(transaction=True)
def test_letters_whose_permission_got_lost_with_the_database_go_as_soon_as_it_is_back(
    blast, smtp_server, database_gone_after_the_question
):
    """No dot left: that is certain, though H had committed, and nobody has to decide about them."""
    with closing(lanes.blast_lane(stopping=never)) as lane:
        with database_gone_after_the_question(), pytest.raises(OperationalError):
            lane.turn()
        assert State.HANDING in counts(blast)
        while lane.turn():
            pass
    assert counts(blast) == {State.SENT: CROWD + 3}
    assert len(smtp_server.letters) == CROWD + 3


def test_each_sent_row_names_the_yes_it_relied_on(blast, deliver):
    deliver()
    named = Recipient.objects.filter(blast=blast).values_list("consent_event", "address__last_event")
    assert all(event == last for event, last in named)
    blast.refresh_from_db()
    assert blast.status == Status.FINISHED


def test_a_server_that_allows_one_connection_gets_all_its_letters_over_that_one(blast, deliver, smtp_server):
    say, too_many = smtp_server.fault, Fault("greeting", say="421 4.7.0 Too many connections", hang_up=True)
    smtp_server.fault = lambda at, recipient: (
        too_many if at == "greeting" and smtp_server.connections > 1 else say(at, recipient)
    )
    deliver()
    assert counts(blast) == {State.SENT: CROWD + 3}


def test_a_server_that_dribbles_cannot_hold_a_line_past_its_deadline(blast, smtp_server, monkeypatch):
    monkeypatch.setattr(line, "MESSAGE_SECONDS", 0.1)
    monkeypatch.setattr(crew, "LOOK_AGAIN", 0.02)
    monkeypatch.setattr(lanes, "A_SHIFT_LASTS", 0.5)
    smtp_server.behave(seconds_per_octet=0.004)
    turn_until_heard(smtp_server, "MAIL")
    assert set(blast.recipients.values_list("state", "attempts")) == {(State.QUEUED, 0)}
    assert smtp_server.letters == []
