"""Noor leaves by the link in a letter; the audit log tells Theo who it was, when, and which way."""

from playwright.sync_api import expect

from saidyes.common.times import moment
from saidyes.consent.links import unsubscribe_url
from tests.delivery.acts import address_of
from tests.journeys.acts import choose_in_the_rail, log_in_to_the_office


def test_who_when_and_which(screen, business, theo, noor):
    screen.goto(unsubscribe_url(business, address_of(noor).pk))
    screen.get_by_role("button", name="Unsubscribe").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")

    log_in_to_the_office(screen, theo)
    choose_in_the_rail(screen, "Audit log")
    newest = screen.locator("tbody tr").first
    when = moment(address_of(noor).standing_since, business.zone)
    for words in (when, "Holder of the mailbox", "Opt-out", "noor.haddad@example.com", "Haddad", "Unsubscribe link"):
        expect(newest).to_contain_text(words)

    screen.get_by_label("Address or who").fill("noor.haddad@example.com")
    screen.get_by_role("button", name="Apply").click()
    expect(screen.locator("tbody tr")).to_contain_text(["Opt-out", "Opt-in"])
