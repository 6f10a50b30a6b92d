"""Transactional mail has its own lane, asks no consent, and arrives rather twice than never (S3, S12)."""

from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from bench.smtp_server import Fault
from saidyes.common import clock
from saidyes.consent.models import SuppressionKind
from saidyes.delivery.lanes import NoticeLane
from saidyes.delivery.worker import never
from saidyes.families.holding import mailbox_of
from saidyes.mail.models import State
from saidyes.mail.posting import open_posting
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from tests.delivery.acts import Meanwhile, address_of

PAID = {"guardian": "Tom", "number": "7", "amount": "80.00", "paid_on": "Mar 3", "method": "Card", "for_what": "Swim"}


@pytest.fixture
def receipt(tom):
    return leave_notice(Kind.RECEIPT, business=tom.business, mailbox=mailbox_of(tom.family), data=PAID)


@pytest.fixture
def code(business):
    data = {"code": "482913", "minutes": 10}
    return leave_notice(Kind.SIGN_UP_CODE, business=business, mailbox=Mailbox("new@family.example"), data=data)


def now(notice):
    notice.refresh_from_db()
    return notice.state


def test_s12_a_receipt_reaches_an_address_that_opted_out(receipt, deliver, smtp_server):
    deliver()
    [letter] = smtp_server.letters
    assert letter.rcpt == "tom.becker@example.net"
    assert letter.parsed["List-Unsubscribe"] is None
    assert now(receipt) == State.SENT
    assert receipt.data == PAID


def test_the_code_is_forgotten_once_it_was_sent(code, deliver, smtp_server):
    deliver()
    assert "482913" in smtp_server.letters[0].parsed.get_body(("plain",)).get_content()
    assert (now(code), code.data) == (State.SENT, {})


def test_a_code_that_comes_too_late_is_not_sent_and_forgotten(code, deliver, smtp_server):
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        deliver()
    assert smtp_server.letters == []
    assert (now(code), code.data) == (State.FAILED, {})


def test_a_dot_without_an_answer_is_sent_again_with_the_same_message_id(receipt, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="", hang_up=True, keep=True, times=1))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        deliver()
        assert (now(receipt), receipt.maybe_sent) == (State.QUEUED, True)
        traveller.shift(timedelta(minutes=5))
        deliver()
    assert now(receipt) == State.SENT
    assert [letter.parsed["Message-ID"] for letter in smtp_server.letters] == [receipt.message_id] * 2


def test_trouble_with_the_server_lets_all_of_them_wait_a_little(receipt, code, deliver, settings, smtp_server):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        settings.SAIDYES_EMAIL_URL = "smtp://127.0.0.1:9"
        deliver()
        assert {(now(each), each.attempts) for each in (receipt, code)} == {(State.QUEUED, 0)}
        settings.SAIDYES_EMAIL_URL = smtp_server.url
        traveller.shift(timedelta(seconds=15))
        deliver()
    assert {now(receipt), now(code)} == {State.SENT}


def test_s13_a_wrong_address_is_seen_here_too(noor, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="550 5.1.1 No such user"))
    notice = leave_notice(Kind.RECEIPT, business=noor.business, mailbox=mailbox_of(noor.family), data=PAID)
    deliver()
    assert (now(notice), notice.answer) == (State.FAILED, "550 5.1.1 No such user")
    assert address_of(noor).suppressions.get().kind == SuppressionKind.BOUNCE


def test_a_wrong_address_that_nobody_here_uses_only_fails(code, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="550 5.1.1 No such user"))
    deliver()
    assert now(code) == State.FAILED


def test_after_four_days_it_is_given_up(receipt, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="452 4.2.2 Mailbox full"))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        deliver()
        traveller.shift(timedelta(days=4, minutes=1))
        deliver()
    assert (now(receipt), receipt.answer) == (State.FAILED, "452 4.2.2 Mailbox full")


def test_a_notice_that_is_due_goes_before_a_blast(theo, tom, send, deliver, smtp_server):
    send(theo)
    leave_notice(Kind.RECEIPT, business=tom.business, mailbox=mailbox_of(tom.family), data=PAID)
    deliver()
    assert smtp_server.letters[0].rcpt == "tom.becker@example.net"
    assert len(smtp_server.letters) == 4


def test_when_the_database_fails_before_the_dot_nobody_waits_for_the_end_of_a_lease(receipt, code, deliver, letters):
    def fail() -> None:
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError), closing(NoticeLane(Meanwhile(open_posting(), fail), stopping=never)) as lane:
        lane.turn()
    assert (now(receipt), now(code)) == (State.QUEUED, State.QUEUED)
    deliver()
    assert len(letters()) == 2
