"""What the server answers, or does not, and what becomes of the row (S13)."""

from datetime import timedelta

import pytest
import time_machine

from bench.smtp_server import Fault
from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.consent.models import SuppressionKind
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, Meanwhile, address_of, claimed, filled, on_its_way, row_of

NOOR = "noor.haddad@example.com"


def paused_because(blast: Blast) -> str:
    blast.refresh_from_db()
    return blast.paused_why if blast.status == Status.PAUSED else "not paused"


def got_by(smtp_server, address: str = NOOR) -> int:
    return [letter.rcpt for letter in smtp_server.letters].count(address)


def test_a_4xx_is_tried_again_after_5_15_and_60_minutes_then_hourly_until_time_is_up(
    theo, noor, send, deliver, smtp_server
):
    smtp_server.behave(Fault("recipient", say="451 4.2.0 Come back later", only=NOOR))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast, waits = send(theo), []
        for _ in range(5):
            deliver()
            row = row_of(blast, noor)
            waits.append((row.next_at - clock.now()) // timedelta(minutes=1))
            traveller.move_to(row.next_at)
        assert waits == [5, 15, 60, 60, 60]
        traveller.move_to(filled(blast).expires_at + timedelta(seconds=1))
        deliver()
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "451 4.2.0 Come back later")
    assert got_by(smtp_server) == 0
    assert got_by(smtp_server, "dana.okafor@example.com") == 1


def test_a_greylisted_letter_arrives_once_at_the_second_try(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="451 4.7.1 Greylisted", times=3))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast = send(theo)
        deliver()
        assert smtp_server.letters == []
        traveller.shift(timedelta(minutes=5))
        deliver()
    assert set(blast.recipients.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert len(smtp_server.letters) == 3


def test_s13_a_wrong_address_bounces_at_once_and_gets_no_further_blast(theo, noor, send, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="550 5.1.1 No such user", only=NOOR))
    blast = send(theo)
    deliver()
    row, address = row_of(blast, noor), address_of(noor)
    assert (row.state, row.answer) == (State.FAILED, "550 5.1.1 No such user")
    assert address.suppressions.get(lifted_at=None).kind == SuppressionKind.BOUNCE
    assert not address.willing
    event = Event.objects.get(subject=f"address:{address.pk}", verb=Verb.SUPPRESSED)
    assert (event.source, event.private["reason"]) == (Source.BOUNCE, "550 5.1.1 No such user")
    smtp_server.behave()
    deliver_again = send(theo)
    deliver()
    assert not deliver_again.recipients.filter(address=address).exists()


@pytest.mark.parametrize("words", ["554 5.7.1 Rejected as spam", "552 5.2.2 Mailbox full", "550 Go away"])
def test_s13_other_refusals_end_this_letter_and_leave_the_address_alone(theo, noor, send, deliver, smtp_server, words):
    smtp_server.behave(Fault("recipient", say=words, only=NOOR))
    blast = send(theo)
    deliver()
    assert (row_of(blast, noor).state, row_of(blast, noor).answer) == (State.FAILED, words)
    assert address_of(noor).willing


def test_a_wrong_password_pauses_the_blast_and_uses_up_nobodys_try(theo, send, deliver, smtp_server, settings):
    smtp_server.behave(password="right")
    settings.SAIDYES_EMAIL_URL = smtp_server.url.replace("smtp://", "smtp://school:wrong@")
    blast = send(theo)
    deliver()
    assert paused_because(blast).startswith("The mail server does not accept our user name or password: 535")
    assert set(blast.recipients.values_list("state", "attempts")) == {(State.QUEUED, 0)}
    settings.SAIDYES_EMAIL_URL = smtp_server.url.replace("smtp://", "smtp://school:right@")
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    assert len(smtp_server.letters) == blast.recipients.filter(state=State.SENT).count() == 3


def test_whoever_resumes_after_the_weekend_still_reaches_everybody(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("sender", say="550 5.7.1 Not from here"))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast = send(theo)
        deliver()
        assert paused_because(blast).startswith("The mail server does not accept")
        traveller.shift(timedelta(days=3))
        smtp_server.behave()
        scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
        deliver()
    assert set(blast.recipients.values_list("state", flat=True)) == {State.SENT}


def test_a_server_that_cannot_be_reached_pauses_the_blast(theo, send, deliver, settings):
    settings.SAIDYES_EMAIL_URL = "smtp://127.0.0.1:9"
    blast = send(theo)
    deliver()
    assert paused_because(blast).startswith("The mail server cannot be reached")
    assert set(blast.recipients.values_list("state", "attempts")) == {(State.QUEUED, 0)}


def test_a_sender_who_is_refused_pauses_the_blast(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("sender", say="550 5.7.1 Not from here"))
    blast = send(theo)
    deliver()
    assert paused_because(blast).startswith("The mail server does not accept the sender’s address: 550")


def test_a_connection_lost_before_the_dot_is_certain_and_the_letter_goes_again(theo, noor, send, deliver, smtp_server):
    smtp_server.behave(Fault("data", say="", hang_up=True, only=NOOR, times=1))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast = send(theo)
        deliver()
        assert (row_of(blast, noor).state, row_of(blast, noor).attempts) == (State.QUEUED, 0)
        traveller.shift(timedelta(seconds=15))
        deliver()
    assert (row_of(blast, noor).state, row_of(blast, noor).maybe_sent) == (State.SENT, False)
    assert got_by(smtp_server) == 1


@pytest.mark.parametrize("was_kept", [True, False])
def test_a_dot_without_an_answer_is_uncertain_and_no_machine_sends_again(
    theo, noor, send, deliver, smtp_server, was_kept
):
    smtp_server.behave(Fault("dot", say="", hang_up=True, keep=was_kept, only=NOOR))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast = send(theo)
        deliver()
        traveller.shift(timedelta(days=3))
        deliver()
    row = row_of(blast, noor)
    assert (row.state, row.maybe_sent) == (State.UNCERTAIN, True)
    assert got_by(smtp_server) == int(was_kept)


def test_a_4xx_at_the_dot_is_tried_again_and_a_5xx_is_the_end(theo, noor, dana, send, deliver, smtp_server):
    smtp_server.behave(
        Fault("dot", say="451 4.3.0 Disk full", only=NOOR, times=1),
        Fault("dot", say="554 5.6.0 Not like this", only="dana"),
    )
    with time_machine.travel(clock.now(), tick=False) as traveller:
        blast = send(theo)
        deliver()
        traveller.shift(timedelta(minutes=5))
        deliver()
    assert row_of(blast, noor).state == State.SENT
    assert row_of(blast, dana).state == State.FAILED
    assert got_by(smtp_server) == 1


def test_a_letter_that_cannot_be_made_fails_alone(theo, noor, send, deliver, smtp_server):
    noor.first_name = "No\nor"
    noor.save()
    blast = send(theo, subject="Hello {{ guardian first name }}")
    deliver()
    row = row_of(filled(blast), noor)
    assert (row.state, row.answer) == (State.FAILED, "Cannot build: guardian_first_name")
    assert len(smtp_server.letters) == 2


def test_a_letter_that_breaks_us_before_the_question_fails_alone(theo, noor, send, smtp_server):
    row = claimed(filled(send(theo)), noor)
    on_its_way(row, break_down)
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "Cannot be handed over: RuntimeError")
    assert smtp_server.letters == []


def test_a_letter_that_breaks_us_after_the_question_is_uncertain(theo, noor, send, smtp_server, monkeypatch):
    row = claimed(filled(send(theo)), noor)
    monkeypatch.setattr(Meanwhile, "finish", break_down)
    on_its_way(row, lambda: None)
    row.refresh_from_db()
    assert (row.state, row.maybe_sent) == (State.UNCERTAIN, True)


def break_down(*_) -> None:
    raise RuntimeError
