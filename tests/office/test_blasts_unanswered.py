"""The card of a blast's unanswered letters: one by one or all, sent again or left."""

import pytest

from bench.smtp_server import Fault
from saidyes.blasts.models import Blast, Status
from saidyes.delivery.resolving import unanswered_in
from saidyes.mail.models import State
from tests.delivery.acts import row_of
from tests.office.blasts_acts import path

AGAIN, LEAVE = "unanswered/send-again/", "unanswered/leave/"


@pytest.fixture
def browser(office, theo):
    return office(theo)


@pytest.fixture
def blast(theo, send, deliver, smtp_server) -> Blast:
    """Two of its three letters were never answered."""
    smtp_server.behave(Fault("dot", say="", hang_up=True, only="noor|dana"))
    blast = send(theo)
    deliver()
    smtp_server.behave()
    return blast


def text(answer) -> str:
    return answer.content.decode()


def test_the_card_lists_whom_and_since_when_with_both_ways_out(browser, blast):
    page = text(browser.get(path(blast)))
    assert "noor.haddad@example.com" in page
    assert page.count("Send again (may arrive twice)") == 2
    assert "Send all 2 again" in page
    assert "Leave all 2" in page
    assert "The mail server closed the connection" in page


def test_one_is_sent_again_and_the_page_says_so(browser, blast, noor, deliver):
    answer = browser.post(path(blast, AGAIN), {"recipient": row_of(blast, noor).pk}, follow=True)
    assert "1 email is going out again." in text(answer)
    assert "Theo Brandt sent 1 unanswered again" in text(answer)
    deliver()
    assert row_of(blast, noor).state == State.SENT
    assert unanswered_in(blast).count() == 1
    assert Blast.objects.get().status == Status.FINISHED


def test_all_are_sent_again_after_one_more_question(browser, blast, deliver):
    question = text(browser.get(path(blast, AGAIN)))
    assert "Send 2 emails again?" in question
    assert "Some of them may arrive twice." in question
    assert unanswered_in(blast).count() == 2
    browser.post(path(blast, AGAIN))
    deliver()
    assert set(blast.recipients.values_list("state", flat=True)) == {State.SENT}


def test_one_is_left_and_then_the_rest(browser, blast, noor):
    answer = browser.post(path(blast, LEAVE), {"recipient": row_of(blast, noor).pk}, follow=True)
    assert "1 email is left as it is." in text(answer)
    assert "Theo Brandt left 1 unanswered" in text(answer)
    last = text(browser.post(path(blast, LEAVE), follow=True))
    assert "Send again (may arrive twice)" not in last
    assert row_of(blast, noor).state == State.UNCERTAIN


@pytest.mark.parametrize("pressed", ["999999", "-1", "x", "9" * 40, "²"])
def test_a_letter_of_no_such_number_is_not_found(browser, blast, pressed):
    assert browser.post(path(blast, LEAVE), {"recipient": pressed}).status_code == 404
    assert unanswered_in(blast).count() == 2


def test_the_front_desk_sees_the_card_without_its_buttons(office, priya, blast):
    desk = office(priya)
    page = text(desk.get(path(blast)))
    assert "Waiting for an answer" in page
    assert "Send again" not in page
    assert desk.post(path(blast, AGAIN)).status_code == 403


def test_once_cancelled_it_can_only_be_left(browser, blast):
    Blast.objects.filter(pk=blast.pk).update(status=Status.CANCELLED)
    assert "Send again" not in text(browser.get(path(blast)))
    assert browser.post(path(blast, AGAIN)).status_code == 409
    assert unanswered_in(blast).count() == 2
