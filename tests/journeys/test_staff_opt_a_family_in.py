"""Emeka agrees at the counter; Priya, at the front desk, writes it down: on her phone and at her desk."""

from playwright.sync_api import expect

from saidyes.consent.models import Address
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice
from tests.browser import barriers, clicks
from tests.journeys.acts import log_in_to_the_office

EMEKAS = "emeka.okafor@example.org"
SAID = "Asked at the counter to get the closure emails"


def test_staff_opt_a_family_in_with_evidence(screen, priya, emeka):
    log_in_to_the_office(screen, priya)
    search = screen.get_by_role("searchbox", name="Search families, guardians and email addresses")
    with clicks(screen, 5, "Staff opt-in with evidence"):
        search.fill(EMEKAS)
        search.press("Enter")  # an exact address opens its family
        screen.get_by_role("link", name=f"Edit {EMEKAS}").click()
        screen.get_by_label("Subscribe to E-Mail Blast").click()
        screen.get_by_text("In person").click()
        screen.get_by_label("What they said or signed").fill(SAID)
        screen.get_by_role("button", name="Save changes").click()
    expect(screen.get_by_role("status")).to_contain_text(f"Saved. {EMEKAS} is now opted in. We told Emeka by email.")
    card = screen.get_by_role("region", name=emeka.name)
    expect(card).to_contain_text("Opted in")
    expect(card).to_contain_text("by Priya Nair, Office Portal.")
    assert barriers(screen) == []
    assert Address.objects.get(key=EMEKAS).willing
    assert Notice.objects.get(kind=Kind.STAFF_OPTED_YOU_IN).data["said"] == SAID


def test_what_is_missing_is_said_and_what_was_typed_stays(screen, priya, emeka):
    log_in_to_the_office(screen, priya)
    screen.goto(f"/office/families/?q={EMEKAS}")
    screen.get_by_role("link", name=f"Edit {EMEKAS}").click()
    evidence = screen.get_by_label("What they said or signed")
    expect(evidence).to_be_hidden()
    screen.get_by_label("Subscribe to E-Mail Blast").click()
    evidence.fill(SAID)
    screen.get_by_role("button", name="Save changes").click()
    expect(screen.get_by_role("alert")).to_contain_text("Select how Emeka agreed")
    expect(evidence).to_have_value(SAID)
    assert screen.title().startswith("Error: ")
    assert barriers(screen) == []
    assert not Address.objects.get(key=EMEKAS).willing


def test_an_address_is_opened_in_place_and_the_reader_stands_where_something_happened(screen, priya, emeka):
    log_in_to_the_office(screen, priya)
    expect(screen.get_by_role("heading", name="Home")).to_be_visible()
    screen.wait_for_load_state()
    screen.keyboard.press("/")
    screen.keyboard.type(EMEKAS)
    screen.keyboard.press("Enter")
    edit = screen.get_by_role("link", name=f"Edit {EMEKAS}")
    edit.click()
    expect(screen.get_by_label("Email address", exact=True)).to_be_focused()
    expect(screen.get_by_role("region", name="Consent history")).to_contain_text(EMEKAS)
    screen.get_by_label("Subscribe to E-Mail Blast").check()
    screen.get_by_role("button", name="Save changes").click()
    expect(screen.get_by_role("alert")).to_be_focused()
    screen.get_by_role("link", name="Cancel").click()
    expect(edit).to_be_focused()
    edit.click()
    screen.get_by_label("Email address", exact=True).fill("emeka@okafor.example")
    screen.get_by_role("button", name="Save changes").click()
    expect(screen.get_by_role("status")).to_be_focused()
    screen.go_back()  # to open an address is no step to go back
    expect(screen.get_by_role("heading", level=1)).to_have_text("Home")
    assert screen.evaluate("sessionStorage.getItem('htmx-history-cache')") is None  # families' details stay in no tab
