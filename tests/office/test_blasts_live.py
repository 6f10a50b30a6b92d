"""The page of a blast on its way: true counts, and what can be done about it."""

from datetime import timedelta

import pytest

from saidyes.blasts.models import Blast, Status
from saidyes.common import clock, times
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.models import Recipient
from saidyes.delivery.pacing import Pacer
from saidyes.ledger.reading import events_about
from saidyes.mail.models import State
from saidyes.mail.posting.server import MailServer
from tests.office.blasts_acts import WORDS, path, press_send, verbs, write

POLL = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def browser(office, theo):
    return office(theo)


@pytest.fixture
def sending(browser, settings) -> Blast:
    """Confirmed, started, three letters waiting."""
    settings.SAIDYES_UNDO_SECONDS = 0
    blast = write(browser)
    press_send(browser, blast)
    while start_and_fill():
        pass
    return blast


def test_the_page_counts_what_left_and_who_was_left_out(browser, sending, deliver):
    before = browser.get(path(sending))
    assert (before.context["results"].waiting, before.context["results"].settled) == (3, 0)
    deliver()
    page = browser.get(path(sending)).content.decode()
    assert "Done. 3 delivered, 0 bounced, 5 left out." in page
    assert "dana.okafor@example.com" in page
    assert "tom.becker@example.net" not in page
    assert "Theo Brandt confirmed for 3 addresses" in page


def test_the_page_asks_every_two_seconds_and_stops_at_the_end(browser, sending, deliver):
    poll = browser.get(path(sending), **POLL)
    assert (poll.status_code, "<html" in poll.content.decode()) == (200, False)
    assert 'hx-trigger="every 2s"' in poll.content.decode()
    deliver()
    last = browser.get(path(sending), {"said": "0"}, **POLL)
    assert last.status_code == 286
    assert "hx-trigger" not in last.content.decode()


def test_it_speaks_at_each_quarter_and_not_at_each_poll(browser, sending, deliver):
    spoken = 'hx-swap-oob="innerHTML:#spoken"'
    assert spoken not in browser.get(path(sending), {"said": "0"}, **POLL).content.decode()
    deliver()
    assert spoken in browser.get(path(sending), {"said": "0"}, **POLL).content.decode()


def test_pause_holds_what_is_left_and_resume_lets_it_go(browser, sending, deliver, letters):
    assert browser.post(path(sending, "pause/")).url == path(sending)
    deliver()
    assert letters() == []
    assert "Paused by Theo Brandt. 3 addresses are waiting." in browser.get(path(sending)).content.decode()
    browser.post(path(sending, "resume/"))
    deliver()
    assert len(letters()) == 3
    assert verbs(sending)[2:] == ["blast_paused", "blast_resumed", "blast_finished"]


def test_cancelling_asks_with_the_number_and_then_nobody_gets_it(browser, sending, deliver, letters):
    question = browser.get(path(sending, "cancel/")).content.decode()
    assert "Cancel 3 emails?" in question
    assert "Keep sending" in question
    browser.post(path(sending, "cancel/"))
    deliver()
    assert letters() == []
    assert "Cancelled. 0 delivered, 3 not sent." in browser.get(path(sending)).content.decode()
    assert events_about(sending.business_id, [f"blast:{sending.pk}"])[0].facts["waiting"] == 3


def test_what_nobody_can_know_is_listed_and_not_sent_again(browser, sending, deliver, letters):
    lost = sending.recipients.get(email="noor.haddad@example.com")
    sending.recipients.filter(pk=lost.pk).update(
        state=State.UNCERTAIN, handed_at=clock.now(), settled_at=clock.now(), maybe_sent=True
    )
    deliver()
    page = browser.get(path(sending)).content.decode()
    assert "The mail server never said whether it took these." in page
    assert "noor.haddad@example.com" in page
    assert "noor.haddad@example.com" not in [letter["To"] for letter in letters()]


def test_what_has_begun_cannot_be_undone(browser, sending):
    answer = browser.post(path(sending, "undo/"))
    assert (answer.status_code, Blast.objects.get().status) == (409, "sending")
    assert "That came too late" in answer.content.decode()


def test_an_edit_while_it_leaves_changes_no_letter(browser, sending, deliver, letters, business):
    browser.post(path(sending, "edit/"), {**WORDS, "subject": "Something else", "version": sending.version})
    business.sender_name = "Somebody else"
    business.save()
    deliver()
    assert {letter["Subject"] for letter in letters()} == {"Closed on Friday"}
    assert not any("Somebody else" in letter["From"] for letter in letters())


def test_a_draft_is_shown_to_an_auditor_without_a_way_to_change_it(browser, office, ines):
    blast = write(browser)
    page = office(ines).get(path(blast)).content.decode()
    assert WORDS["subject"] in page
    assert path(blast, "edit/") not in page


def test_a_sent_blast_can_be_copied_into_a_new_draft(browser, sending, deliver):
    deliver()
    answer = browser.post(path(sending, "copy/"))
    copy = Blast.objects.get(status=Status.DRAFT)
    assert answer.url == path(copy, "edit/")
    assert (copy.subject, copy.body) == (WORDS["subject"], WORDS["body"])


def test_a_blast_of_the_school_next_door_is_not_there(browser, lakeside, office):
    theirs = Blast.objects.create(business=lakeside, author=lakeside.memberships.get().user, subject="Otters")
    for act in ("", "edit/", "preview/", "review/", "cancel/", "delete/"):
        assert browser.get(path(theirs, act)).status_code == 404
    for act in ("edit/", "review/", "undo/", "pause/", "resume/", "cancel/", "delete/", "copy/"):
        assert browser.post(path(theirs, act)).status_code == 404


def test_the_page_says_when_the_mail_server_asked_us_to_slow_down(browser, sending, settings):
    settings.SAIDYES_EMAIL_URL = "smtp://mail.example:25"
    assert "slow down" not in browser.get(path(sending)).content.decode()
    Pacer(MailServer("mail.example", 25)).slow_down("The mail server asks us to slow down: 421 4.7.0 <b>Wait</b>")
    page = browser.get(path(sending), **POLL).content.decode()
    assert "The mail server asks us to slow down: 421 4.7.0 &lt;b&gt;Wait&lt;/b&gt;." in page
    assert "At most 60 emails a minute until it bears more." in page


def test_the_page_says_who_was_put_off_and_until_when(browser, sending):
    in_five, in_ten = (clock.now() + timedelta(minutes=minutes) for minutes in (5, 10))
    first, second, third = sending.recipients.order_by("pk")
    Recipient.objects.filter(pk=first.pk).update(state=State.SENT, settled_at=clock.now())
    assert browser.get(path(sending), **POLL).context["progress"].put_off == ""
    Recipient.objects.filter(pk=second.pk).update(attempts=1, next_at=in_ten)
    Recipient.objects.filter(pk=third.pk).update(attempts=1, next_at=in_five)
    Blast.objects.filter(pk=sending.pk).update(started_at=clock.now() - timedelta(minutes=1))
    page = browser.get(path(sending), **POLL)
    again = times.clock(in_five, sending.business.zone)
    assert f"The mail server put 2 addresses off. The next try is at {again}." in page.content.decode()
    assert page.context["progress"].time_left == ""
