"""Every page of both portals, and what it says to a form left empty: each on one of six screens, in turn.

`./run drill everybody` looks at each on all of them.
"""

import pytest

from tests.house.things import things_of
from tests.journeys.everybody import BY_QUERY, OFFICE, PORTAL, SCREENS, found_on, look_on, paths_of, walk

TURNS = range(len(SCREENS))


@pytest.mark.parametrize("turn", TURNS)
def test_every_page_opens_for_everybody(open_page, client, portal_as, office, dana, marisol, turn):
    page, things = open_page(), things_of(dana, marisol)
    look_on(page, SCREENS[turn])
    every = [paths_of(PORTAL, things), [*paths_of(OFFICE, things), *BY_QUERY]]
    portal, desk = (paths[turn :: len(SCREENS)] for paths in every)
    visits = [(client, portal), (portal_as(dana), portal), (office(marisol), desk)]
    found = {}
    for visitor, paths in visits:
        for place in walk(page, visitor, paths):
            print(place, page.title(), flush=True)
            found[place] = found_on(page)
    assert {place: barred for place, barred in found.items() if barred} == {}
