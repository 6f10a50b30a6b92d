"""Noor reads an Email Blast, follows its link and unsubscribes: two clicks, no log-in, no script, no cookie."""

import re
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from playwright.sync_api import expect

from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from tests.browser import PHONE, barriers, clicks
from tests.journeys.mailbox import came_to, subjects, text_of, unsubscribe_link_in

NOOR = "noor.haddad@example.com"


def posted_by_a_mail_program(link: str) -> HTTPResponse:
    where = urlsplit(link)
    line = HTTPConnection("127.0.0.1", where.port)
    headers = {"Host": where.netloc, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", where.path, "List-Unsubscribe=One-Click", headers)
    return line.getresponse()


def test_the_link_in_the_letter_ends_email_blasts(screen, theo, send, deliver, letters):
    send(theo, "Closed on Friday")
    deliver()
    screen.goto(unsubscribe_link_in(came_to(NOOR, letters)[0]))  # the first click is in the mail
    assert barriers(screen) == []
    with clicks(screen, 2, "Unsubscribe from the mail", in_the_mail=1):
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


def test_the_button_of_the_mail_program_acts_at_once(phone, theo, send, deliver, letters):
    """No page, no cookie: the program posts what the letter's header says (RFC 8058)."""
    send(theo, "Closed on Friday")
    deliver()
    link = unsubscribe_link_in(came_to(NOOR, letters)[0])
    with clicks(phone, 1, "The mail program’s unsubscribe button", in_the_mail=1):
        answer = posted_by_a_mail_program(link)
    assert (answer.status, answer.headers["Set-Cookie"]) == (200, None)
    event = Event.objects.get(pk=Address.objects.get(key=NOOR).last_event)
    assert (event.verb, event.source) == ("opt_out", "one_click")


def test_the_choice_is_changed_from_the_mail(screen, theo, send, deliver, letters):
    send(theo, "Closed on Friday")
    deliver()
    [link] = re.findall(r"http\S+/portal/email-choice/\S+", text_of(came_to(NOOR, letters)[0]))
    screen.goto(link)
    with clicks(screen, 3, "Change from the mail", in_the_mail=1):
        expect(screen.get_by_role("radio", name="Yes, please send me")).to_be_checked()
        screen.get_by_role("radio", name="No, I only want").click()
        screen.get_by_role("button", name="Save").click()
    expect(screen.get_by_role("heading", name="Saved")).to_be_visible()
    expect(screen.get_by_role("main")).to_contain_text("n•••@example.com is now opted out of Email Blasts.")
    assert not Address.objects.get(key=NOOR).willing


def test_a_mistake_is_undone_without_javascript(open_page, theo, send, deliver, letters):
    send(theo, "Closed on Friday")
    deliver()
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(unsubscribe_link_in(came_to(NOOR, letters)[0]))
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("button", name="Undo – opt me back in").click()
    expect(page.get_by_role("heading", name="You are opted in again")).to_be_visible()
    assert Address.objects.get(key=NOOR).willing
