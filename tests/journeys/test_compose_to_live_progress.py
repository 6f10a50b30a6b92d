"""Theo writes an Email Blast, looks at it as a family will, sends it, and watches it arrive."""

import re
from datetime import timedelta

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.delivery.filling import start_and_fill
from tests.browser import DESK, barriers, clicks
from tests.journeys.acts import choose_in_the_rail, give_the_password, log_in_to_the_office

SUBJECT = "Closed Mar 23–27, and summer camp dates"
BODY = "Hi {{ guardian first name }},\n\nWe are closed from **Monday** to Friday."


def write(page: Page) -> None:
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Body").fill(BODY)


def let_the_minute_pass() -> None:
    Blast.objects.update(due_at=clock.now() - timedelta(seconds=1))


def test_from_a_blank_page_to_the_last_address(screen, theo, deliver, letters):
    log_in_to_the_office(screen, theo)
    choose_in_the_rail(screen, "Email Blast")
    expect(screen.get_by_text("3 addresses have opted in and can get your first one.")).to_be_visible()
    assert barriers(screen) == []
    with clicks(screen, 5, "Compose, test, send"):
        screen.get_by_role("link", name="New Email Blast").click()
        write(screen)
        expect(screen.get_by_text("Draft · saved")).to_be_visible()  # by itself, a moment after the last letter
        expect(screen.frame_locator("iframe").get_by_text("Hi Dana,")).to_be_visible()
        assert barriers(screen) == []
        screen.get_by_role("button", name="Send test to me").click()
        expect(screen.get_by_text(f"Test sent to {theo.user.email}")).to_be_visible()
        screen.get_by_role("button", name="Review and send").click()
        expect(screen.get_by_role("row", name="No choice yet")).to_contain_text("1")
        assert barriers(screen) == []
        screen.get_by_role("button", name="Send to 3 addresses").click()
        question = screen.get_by_role("dialog", name="Send to 3 addresses now?")
        expect(question.get_by_role("button", name="Not yet")).to_be_focused()
        question.get_by_role("button", name="Send to 3 addresses").click()
    expect(screen.get_by_text(re.compile(r"Starts in \d+ seconds"))).to_be_visible()
    assert barriers(screen) == []
    let_the_minute_pass()
    deliver()
    expect(screen.get_by_role("heading", name="3 of 3 sent")).to_be_visible()
    expect(screen.get_by_role("status")).to_have_text("Done. 3 delivered, 0 bounced, 5 left out.")  # and it is spoken
    expect(screen.get_by_role("progressbar")).to_have_attribute("aria-valuetext", "3 of 3 sent, 0 bounced")
    assert barriers(screen) == []
    assert len(letters()) == 4  # and the test
    assert Blast.objects.get().status == Status.FINISHED


def test_one_click_pauses_one_goes_on_two_cancel_the_rest(screen, theo, send, deliver, letters):
    blast = send(theo)
    log_in_to_the_office(screen, theo)
    screen.goto(f"/office/email-blast/{blast.pk}/")
    while start_and_fill():
        pass
    with clicks(screen, 1, "Pause"):
        screen.get_by_role("button", name="Pause").click()
        expect(screen.get_by_text("Paused by Theo Brandt. 3 addresses are waiting.")).to_be_visible()
    with clicks(screen, 1, "Resume"):
        screen.get_by_role("button", name="Resume").click()
        expect(screen.get_by_role("button", name="Pause")).to_be_visible()
    with clicks(screen, 2, "Cancel the rest"):
        screen.get_by_role("link", name="Cancel the rest").click()
        question = screen.get_by_role("dialog")
        expect(question.get_by_role("button", name="Keep sending")).to_be_focused()
        question.get_by_role("button", name="Cancel 3 emails").click()
        expect(screen.get_by_text("Cancelled. 0 delivered, 3 not sent.")).to_be_visible()
    deliver()
    assert letters() == []


def test_a_scheduled_blast_is_corrected(screen, theo, send):
    blast = send(theo, at=clock.now() + timedelta(days=1))
    log_in_to_the_office(screen, theo)
    screen.goto("/office/email-blast/?show=scheduled")
    with clicks(screen, 3, "Correct a scheduled blast"):
        screen.get_by_role("link", name="Closed on Friday").click()
        screen.get_by_role("link", name="Edit").click()
        screen.get_by_label("Subject").fill("Closed on Thursday")
        screen.get_by_role("button", name="Save changes").click()
        expect(screen.get_by_role("heading", level=1)).to_have_text("Closed on Thursday")
    blast.refresh_from_db()
    assert (blast.subject, blast.status) == ("Closed on Thursday", Status.SCHEDULED)


def test_without_javascript_every_step_is_a_page(open_page, theo, deliver, letters):
    page = open_page(DESK, java_script_enabled=False)
    log_in_to_the_office(page, theo)
    page.goto("/office/email-blast/new/")
    write(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.frame_locator("iframe").get_by_text("Hi Dana,")).to_be_visible()
    page.get_by_role("button", name="Review and send").click()
    page.get_by_role("button", name="Send to 3 addresses").click()
    expect(page.get_by_role("heading", name="Send to 3 addresses now?")).to_be_visible()
    page.get_by_role("button", name="Send to 3 addresses").click()
    expect(page.get_by_text(re.compile(r"Starts in \d+ seconds"))).to_be_visible()
    let_the_minute_pass()
    deliver()
    page.reload()
    expect(page.get_by_role("heading", name="3 of 3 sent")).to_be_visible()
    assert len(letters()) == 3


def test_a_session_that_ends_while_somebody_types_loses_no_draft(desk, theo):
    log_in_to_the_office(desk, theo)
    desk.goto("/office/email-blast/new/")
    write(desk)
    expect(desk.get_by_text("Draft · saved")).to_be_visible()
    Session.objects.all().delete()
    desk.get_by_label("Preview line").fill("The pool and gym reopen Monday.")
    expect(desk.get_by_role("heading", name="Log In")).to_be_visible()
    give_the_password(desk, theo)
    expect(desk.get_by_label("Body")).to_have_value(BODY)
    expect(desk.get_by_label("Preview line")).to_have_value("The pool and gym reopen Monday.")  # never reached us
    expect(desk.get_by_text("Draft · saved")).to_be_visible()
    assert Blast.objects.get().preview_line == "The pool and gym reopen Monday."
