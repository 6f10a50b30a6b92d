"""Every page of both portals, and what it says to a form left empty: each on one of six screens, in turn.

`./run drill everybody` looks at each on all of them.
"""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from saidyes.mail.posting import mail_room
from tests.cast import in_the_office, in_the_portal
from tests.house.things import things_of
from tests.journeys.everybody import BY_QUERY, OFFICE, PORTAL, SCREENS, found_on, look_on, paths_of, walk

LOGGED_IN_OR_NOT = "/portal/"


@pytest.fixture
def visits(client, dana, marisol, send, deliver):
    """Who goes where, once an Email Blast has been sent: anybody, a guardian, an owner."""
    send(marisol)
    deliver()
    things = {**things_of(dana, marisol), "letter_id": mail_room.letters()[0].id}
    portal, desk = paths_of(PORTAL, things), [*paths_of(OFFICE, things), *BY_QUERY]
    return [(client, portal), (in_the_portal(dana), portal), (in_the_office(marisol), desk)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("turn", range(len(SCREENS)))
def test_every_page_opens_for_everybody(open_page, visits, turn):
    page = open_page()
    look_on(page, SCREENS[turn])
    found: dict[str, list[str]] = {}
    for visitor, paths in visits:
        in_turn = (path for path in paths[turn :: len(SCREENS)] if path not in found or path == LOGGED_IN_OR_NOT)
        for place in walk(page, visitor, in_turn):
            found[place] = found_on(page)
    assert len(found) > 15
    assert {place: barred for place, barred in found.items() if barred} == {}


@pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[-1]], ids=["narrow", "desk"])
def test_setting_up_a_school(open_page, transactional_db, screen):
    call_command("flush", interactive=False, verbosity=0)
    page = open_page()
    look_on(page, screen)
    page.goto("/office/set-up/")
    found = {"empty": found_on(page)}
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    found["refused"] = found_on(page)
    assert {place: barred for place, barred in found.items() if barred} == {}
