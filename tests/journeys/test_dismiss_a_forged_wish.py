"""Somebody asked to unsubscribe Dana in her name: Priya finds it under To do, asks her, and dismisses it."""

from playwright.sync_api import expect

from saidyes.consent.models import Standing
from saidyes.delivery.receiving import receive
from tests.browser import barriers
from tests.delivery.acts import address_of
from tests.journeys.acts import log_in_to_the_office
from tests.mail.arriving import reply


def test_the_desk_dismisses_a_forged_wish(screen, priya, dana):
    receive(reply("dana.okafor@example.com", "office@tidewater.example", text="Unsubscribe\n\n> Closed on Friday"))
    log_in_to_the_office(screen, priya)
    to_do = screen.get_by_role("complementary", name="To do")
    to_do.get_by_role("link", name="Decide").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Asked to unsubscribe")
    expect(screen.get_by_role("link", name="See Dana’s email choices")).to_be_visible()
    assert barriers(screen) == []
    screen.get_by_role("button", name="Dismiss").click()
    expect(screen.get_by_text("Dismissed. Nothing was changed.")).to_be_visible()
    expect(to_do).not_to_contain_text("unsubscribe")
    assert address_of(dana).standing == Standing.OPTED_IN
