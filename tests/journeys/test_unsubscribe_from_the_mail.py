"""Noor reads an Email Blast, follows its link and unsubscribes: two clicks, no log-in, no script, no cookie."""

from playwright.sync_api import expect

from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from tests.browser import PHONE, barriers, clicks
from tests.journeys.mailbox import came_to, subjects, unsubscribe_link_in

NOOR = "noor.haddad@example.com"


def test_the_link_in_the_letter_ends_email_blasts(screen, theo, send, deliver, letters):
    send(theo, "Closed on Friday")
    deliver()
    screen.goto(unsubscribe_link_in(came_to(NOOR, letters)[0]))  # the first click is in the mail
    assert barriers(screen) == []
    with clicks(screen, 1):
        screen.get_by_role("button", name="Unsubscribe").click()
    expect(screen.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    expect(screen.get_by_role("main")).to_contain_text("n•••@example.com will get no more Email Blasts")
    assert barriers(screen) == []
    assert screen.context.cookies() == []
    send(theo, "Closed on Monday")
    deliver()
    assert [subject for subject in subjects(NOOR, letters) if "Closed" in subject] == ["Closed on Friday"]
    event = Event.objects.get(pk=Address.objects.get(key=NOOR).last_event)
    assert (event.verb, event.source) == ("opt_out", "unsubscribe_page")


def test_a_mistake_is_undone_without_javascript(open_page, theo, send, deliver, letters):
    send(theo, "Closed on Friday")
    deliver()
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(unsubscribe_link_in(came_to(NOOR, letters)[0]))
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("button", name="Undo – opt me back in").click()
    expect(page.get_by_role("heading", name="You are opted in again")).to_be_visible()
    assert Address.objects.get(key=NOOR).willing
