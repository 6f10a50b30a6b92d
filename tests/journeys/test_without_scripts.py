"""Scripts are off: each journey of both portals still ends where it should, page by page."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from saidyes.blasts.models import Status
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.delivery.filling import start_and_fill
from tests.browser import DESK, PHONE, arrive
from tests.journeys.acts import choose_in_the_rail, log_in_to_the_office
from tests.journeys.mailbox import came_to, code_in
from tests.journeys.test_both_reports_to_csv import NOOR, export
from tests.journeys.test_new_family import DETAILS, KIM, YES, button

EMEKAS = "emeka.okafor@example.org"


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def plain(request, open_page) -> Page:
    return open_page(request.param, java_script_enabled=False)


def test_a_family_signs_up_and_changes_its_choice(plain, business, deliver, letters):
    plain.goto("/")
    plain.get_by_role("link", name="Create Account").click()
    for label, typed in DETAILS.items():
        plain.get_by_label(label, exact=True).fill(typed)
    button(plain, "Continue").click()
    button(plain, "Create account").click()
    expect(plain.get_by_role("alert")).to_contain_text("Select yes or no to the email question")
    plain.get_by_role("radio", name=YES).check()
    button(plain, "Create account").click()
    arrive(plain, "Check your email")
    deliver()
    plain.get_by_label("Code").fill(code_in(came_to(KIM, letters)[0]))
    button(plain, "Finish").click()
    button(plain, "Menu").click()
    plain.get_by_role("navigation").get_by_role("link", name="Account Information").click()
    plain.get_by_role("link", name=KIM).click()
    plain.get_by_role("radio", name="No, I only want").check()
    button(plain, "Save").click()
    expect(plain.get_by_role("status")).to_contain_text(f"Saved. {KIM} is now opted out of Email Blasts.")


def test_staff_opt_in_look_up_and_export(plain, theo, emeka):
    log_in_to_the_office(plain, theo)
    plain.get_by_role("searchbox").fill(EMEKAS)
    plain.get_by_role("searchbox").press("Enter")
    plain.get_by_role("link", name=f"Edit {EMEKAS}").click()
    plain.get_by_label("Subscribe to E-Mail Blast").check()
    plain.get_by_text("In person").click()
    plain.get_by_label("What they said or signed").fill("Asked at the counter")
    button(plain, "Save changes").click()
    expect(plain.get_by_role("status")).to_contain_text(f"Saved. {EMEKAS} is now opted in.")
    assert Address.objects.get(key=EMEKAS).willing
    choose_in_the_rail(plain, "Consent lookup")
    plain.get_by_label("Email address", exact=True).fill("noor.haddad@example.com")
    button(plain, "Look up").click()
    expect(plain.get_by_role("heading", name=re.compile("Yes. On|It changed that day"))).to_be_visible()
    assert [row for row in export(plain, "New Family Accounts") if NOOR.items() <= row.items()]


def test_a_blast_is_corrected_paused_and_cancelled(plain, theo, send):
    later = send(theo, at=clock.now() + timedelta(days=1))
    log_in_to_the_office(plain, theo)
    choose_in_the_rail(plain, "Email Blast")
    plain.get_by_role("link", name="Closed on Friday").click()
    plain.get_by_role("link", name="Edit").click()
    plain.get_by_label("Subject").fill("Closed on Thursday")
    button(plain, "Save changes").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Closed on Thursday")
    blast = send(theo)
    while start_and_fill():
        pass
    plain.goto(f"/office/email-blast/{blast.pk}/")
    button(plain, "Pause").click()
    button(plain, "Resume").click()
    plain.get_by_role("link", name="Cancel the rest").click()
    button(plain, "Cancel 3 emails").click()
    expect(plain.get_by_text("Cancelled. 0 delivered, 3 not sent.")).to_be_visible()
    later.refresh_from_db()
    assert (later.subject, later.status) == ("Closed on Thursday", Status.SCHEDULED)
