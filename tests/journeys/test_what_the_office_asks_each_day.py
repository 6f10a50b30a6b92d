"""Marisol looks at the health of her list, and finds out whether there was consent on a day."""

import re

from playwright.sync_api import expect

from tests.browser import clicks
from tests.journeys.acts import choose_in_the_rail, give_the_password, is_a_phone


def test_home_shows_the_health_of_the_list_then_the_lookup_answers_about_a_day(screen, marisol):
    screen.goto("/office/")
    give_the_password(screen, marisol)
    with clicks(screen, 0, "List health"):
        tiles = screen.get_by_role("main")
        for label in ("Opted in", "Opted out", "No choice yet", "Can’t deliver", "Bounced", "Marked as spam"):
            expect(tiles.get_by_text(label).first).to_be_visible()
    by_the_menu = is_a_phone(screen)
    with clicks(screen, 2 + by_the_menu, "Consent on a day" + ", by the Menu of a phone" * by_the_menu):
        choose_in_the_rail(screen, "Consent lookup")
        screen.get_by_label("Email address", exact=True).fill("noor.haddad@example.com")
        screen.get_by_role("button", name="Look up").click()
        expect(screen.get_by_role("region", name=re.compile("Yes. On|It changed that day"))).to_be_visible()
    with clicks(screen, 1, "Consent on a day, and its proof"), screen.expect_download() as proof:
        screen.get_by_role("button", name="Print proof").click()
    assert proof.value.suggested_filename.endswith(".pdf")
