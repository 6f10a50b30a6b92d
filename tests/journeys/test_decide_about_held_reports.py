"""Sixty reports in a minute: Marisol finds them under To do, looks, and takes the flood back."""

from playwright.sync_api import expect

from saidyes.consent.braking import heed
from saidyes.consent.knowing import address_for, set_all_held
from saidyes.consent.models import SuppressionKind
from saidyes.ledger.actors import SYSTEM, Source
from tests.browser import barriers
from tests.journeys.acts import log_in_to_the_office

WORDS = "mail.example.com: 550 5.1.1 No such user"


def test_an_owner_takes_a_flood_back(screen, business, marisol):
    found = [
        address_for(business, f"family.{number}@reed.example", actor=SYSTEM, source=Source.OFFICE)
        for number in range(60)
    ]
    set_all_held(found)
    for address in found:
        facts = {"letter": f"recipient:{address.key}"}
        heed(address, SuppressionKind.BOUNCE, reason=WORDS, actor=SYSTEM, source=Source.BOUNCE, facts=facts)

    log_in_to_the_office(screen, marisol)
    to_do = screen.get_by_role("complementary", name="To do")
    expect(to_do).to_contain_text("addresses were reported with too many others at once")
    to_do.get_by_role("link", name="Decide").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Reported addresses")
    assert barriers(screen) == []
    screen.get_by_role("button", name="Wrong").click()
    expect(screen.get_by_text("Those addresses get Email Blasts again.")).to_be_visible()
    expect(to_do).not_to_contain_text("reported")
    assert business.addresses.filter(key__endswith="@reed.example", suppressed=True).count() == 0
