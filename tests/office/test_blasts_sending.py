"""Review, Send, Undo: one press sends once, whoever presses how often."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection

from saidyes.blasts.models import Blast, Status
from saidyes.consent.models import Address
from saidyes.office.blasts import forms
from tests.office.blasts_acts import LIST, OTHER_EDITOR, WORDS, path, press_send, verbs, write

MONDAY = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # noon in Astoria


@pytest.fixture
def browser(office, theo):
    return office(theo)


@pytest.fixture
def blast(browser) -> Blast:
    return write(browser)


def test_the_review_says_who_gets_it_and_who_does_not_and_why(browser, blast):
    page = browser.get(path(blast, "review/")).content.decode()
    assert "Send to 3 addresses" in page
    assert "Tidewater Swim &amp; Gym &lt;news@mail.tidewater.example&gt;" in page
    for reason in ("Opted out", "No choice yet", "Can’t deliver"):
        assert reason in page


def test_the_first_press_only_asks(browser, blast):
    answer = press_send(browser, blast, confirmed="")
    assert (answer.status_code, Blast.objects.get().status) == (200, "draft")
    assert "Send to 3 addresses now?" in answer.content.decode()


def test_a_confirmed_blast_starts_in_a_minute_and_can_be_taken_back(browser, blast):
    with time_machine.travel(MONDAY, tick=False):
        live = browser.get(press_send(browser, blast).url).content.decode()
        assert "Starts in 60 seconds" in live
        assert browser.post(path(blast, "undo/")).url == path(blast, "edit/")
    assert Blast.objects.get().status == Status.DRAFT
    assert verbs(blast) == ["blast_scheduled", "blast_undone"]


def test_send_twice_is_sent_once_and_leads_to_the_same_page(browser, blast):
    first, second = press_send(browser, blast), press_send(browser, blast)
    assert first.url == second.url == path(blast)
    assert verbs(blast) == ["blast_scheduled"]


def test_send_after_cancel_and_cancel_after_the_end_come_too_late(browser, blast):
    for ended in (Status.CANCELLED, Status.FINISHED):
        Blast.objects.update(status=ended)
        act = press_send(browser, blast) if ended == Status.CANCELLED else browser.post(path(blast, "cancel/"))
        assert act.status_code == 409
        assert "That came too late" in act.content.decode()
    assert verbs(blast) == []


def test_what_was_changed_since_the_review_must_be_looked_at_again(browser, blast):
    browser.post(path(blast, "edit/"), {**WORDS, "subject": "Open on Friday", "version": 1, "editor": OTHER_EDITOR})
    answer = press_send(browser, blast)
    page = answer.content.decode()
    assert (answer.status_code, Blast.objects.get().status) == (409, "draft")
    assert "Somebody changed this Email Blast" in page
    assert "Open on Friday" in page


def test_nobody_opted_in_nothing_to_send(browser, blast, business):
    Address.objects.filter(business=business).update(held=False)
    answer = press_send(browser, blast)
    assert (answer.status_code, Blast.objects.get().status) == (422, "draft")
    assert "No opted-in address matches" in answer.content.decode()


def test_no_postal_address_no_blast(browser, blast, business):
    business.postal_code = ""
    business.save()
    answer = press_send(browser, blast)
    assert (answer.status_code, Blast.objects.get().status) == (422, "draft")
    assert "Add your postal address before sending" in answer.content.decode()


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Enter a date and a time"),
        ("soon", "Enter a date and a time"),
        ("2026-03-02T11:00", "Set a time at least 5 minutes from now"),
        ("2036-03-02T12:00", "Set a time within the next year"),
        ("2026-03-08T02:30", "The clocks skip that time on that day"),
    ],
)
def test_a_time_that_cannot_be_is_refused(browser, blast, at: str, sentence: str):
    with time_machine.travel(MONDAY, tick=False):
        answer = press_send(browser, blast, when="later", at=at)
    assert (answer.status_code, Blast.objects.get().status) == (422, "draft")
    assert sentence in answer.content.decode()


def test_a_scheduled_blast_can_be_corrected_until_it_leaves_by_whoever_may_send(browser, blast, office, priya):
    with time_machine.travel(MONDAY, tick=False):
        press_send(browser, blast, when="later", at="2026-03-09T07:42")
        page = browser.get(path(blast)).content.decode()
        corrected = {**WORDS, "subject": "Closed on Thursday", "version": 1, "editor": OTHER_EDITOR}
        assert office(priya).post(path(blast, "edit/"), corrected).status_code == 403
        assert browser.post(path(blast, "edit/"), {**corrected, "keep": "yes", "body": ""}).status_code == 422
        assert browser.post(path(blast, "edit/"), corrected).url == path(blast)
    assert "Mar 9, 2026, 7:42 am" in page
    saved = Blast.objects.get()
    assert (saved.subject, saved.status) == ("Closed on Thursday", "scheduled")
    assert saved.due_at == datetime(2026, 3, 9, 14, 42, tzinfo=UTC)


def test_above_500_addresses_the_number_must_be_typed(browser, blast, monkeypatch):
    monkeypatch.setattr(forms, "TYPE_THE_NUMBER_ABOVE", 2)  # the cast has three
    asked = press_send(browser, blast)
    assert (asked.status_code, Blast.objects.get().status) == (422, "draft")
    assert "Type 3 to send to 3 addresses" in asked.content.decode()
    assert press_send(browser, blast, typed="4").status_code == 422
    assert press_send(browser, blast, typed=" 3 ").status_code == 302


def test_the_front_desk_may_look_but_not_send(blast, office, priya):
    desk = office(priya)
    assert "A manager or an owner can send it." in desk.get(path(blast, "review/")).content.decode()
    assert press_send(desk, blast).status_code == 403
    assert Blast.objects.get().status == Status.DRAFT


def test_no_field_of_the_page_makes_a_blast_anything_but_a_blast(browser, deliver, letters, settings):
    settings.SAIDYES_UNDO_SECONDS = 0
    blast = write(browser, **{"class": "transactional", "kind": "notice", "status": "sending"})
    assert blast.status == Status.DRAFT
    press_send(browser, blast)
    deliver()
    assert len(letters()) == 3
    assert all(letter["List-Unsubscribe-Post"] for letter in letters())


@pytest.mark.django_db(transaction=True)
def test_ten_presses_of_two_staff_at_the_same_moment_send_once(business, office, theo, marisol, deliver, letters):
    blast = write(office(theo))
    browsers = [office(staff) for staff in (theo, marisol) * 5]
    together, answers = Barrier(len(browsers)), []

    def press(browser) -> None:
        together.wait()
        answers.append(press_send(browser, blast).status_code)
        connection.close()

    threads = [Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {302}
    assert verbs(blast) == ["blast_scheduled"]
    Blast.objects.update(due_at=MONDAY - timedelta(days=1))
    deliver()
    assert sorted(letter["To"] for letter in letters()) == sorted(
        ["dana.okafor@example.com", "harbor.house@example.com", "noor.haddad@example.com"]
    )


def test_the_list_shows_a_scheduled_blast_under_its_own_tab(browser, blast):
    press_send(browser, blast)
    page = browser.get(f"{LIST}?show=scheduled").content.decode()
    assert path(blast) in page
    assert "Nothing was sent yet." in browser.get(f"{LIST}?show=sent").content.decode()
