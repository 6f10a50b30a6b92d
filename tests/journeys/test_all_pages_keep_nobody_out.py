"""Every page of both portals, and what it says to a form left empty: each on one of six screens, in turn.

`./run drill everybody` looks at each on all of them.
"""

import pytest
from django.core.management import call_command

from tests.house.things import things_of
from tests.journeys.everybody import BY_QUERY, OFFICE, PORTAL, SCREENS, found_on, look_on, paths_of, walk

IN_TURN = range(len(SCREENS))
LOGGED_IN_OR_NOT = "/portal/"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("turn", IN_TURN)
def test_every_page_opens_for_everybody(open_page, client, portal_as, office, dana, marisol, turn):
    page, things = open_page(), things_of(dana, marisol)
    look_on(page, SCREENS[turn])
    every = [paths_of(PORTAL, things), [*paths_of(OFFICE, things), *BY_QUERY]]
    portal, desk = (paths[turn :: len(SCREENS)] for paths in every)
    found: dict[str, list[str]] = {}
    for visitor, paths in [(client, portal), (portal_as(dana), portal), (office(marisol), desk)]:
        new = (path for path in paths if path not in found or path == LOGGED_IN_OR_NOT)
        for place in walk(page, visitor, new):
            found[place] = found_on(page)
    assert len(found) > 20
    assert {place: barred for place, barred in found.items() if barred} == {}


@pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[-1]], ids=["narrow", "desk"])
def test_setting_up_a_school(open_page, transactional_db, screen):
    call_command("flush", interactive=False, verbosity=0)
    page = open_page()
    look_on(page, screen)
    page.goto("/office/set-up/")
    found = {"empty": found_on(page)}
    page.get_by_role("button", name="Set up the school").click()
    found["refused"] = found_on(page)
    assert {place: barred for place, barred in found.items() if barred} == {}
