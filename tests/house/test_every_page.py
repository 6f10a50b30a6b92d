"""Asked of every page there is: looking changes nothing, and nothing of the school next door can be reached."""

from collections import defaultdict
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.things import things_of
from tests.house.url_map import pages

WRITES = ("INSERT", "UPDATE", "DELETE")
MAY_BE_TOUCHED = ("django_session", "accounts_visit")  # that somebody was here


@pytest.fixture
def browsers(office, portal_as, client, marisol, dana):
    """The one who may see most, in each face."""
    found = {"office": office(marisol), "portal": portal_as(dana), "else": client}
    for browser in found.values():
        browser.raise_request_exception = False  # a 500 is counted like any other answer
    return found


def browser_for(path: str, browsers):
    return browsers.get(path.split("/")[1], browsers["else"])


def test_looking_at_a_page_changes_nothing(browsers, dana, marisol):
    own = things_of(dana, marisol)
    wrote, broke = [], []
    for page in pages():
        path = page.path
        with CaptureQueriesContext(connection) as asked:
            answer = browser_for(path, browsers).get(page.about(own))
        writing = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
        wrote += [f"{path}: {sql[:80]}" for sql in writing if not any(table in sql for table in MAY_BE_TOUCHED)]
        broke += [f"{path}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert (wrote, broke) == ([], [])


def test_whatever_answers_get_answers_head(client, dana, marisol):
    own = things_of(dana, marisol)
    allowed = {page.path: client.options(page.about(own)).get("Allow", "") for page in pages()}
    assert any("GET" in methods for methods in allowed.values())
    assert [path for path, methods in allowed.items() if "GET" in methods and "HEAD" not in methods] == []


def test_every_page_has_one_heading_and_a_title_of_its_own(browsers, dana, marisol):
    own, titles, headings = things_of(dana, marisol), defaultdict(set), set()
    for page in pages():
        answer = browser_for(page.path, browsers).get(page.about(own))
        if answer.status_code == HTTPStatus.OK and answer.headers["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            titles[text.partition("<title>")[2].partition("</title>")[0]].add(page.view)
            headings.add(text.count("<h1"))
    assert {title: views for title, views in titles.items() if len(views) > 1} == {}
    assert (headings, len(titles) > 60) == ({1}, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_the_school_next_door_can_be_reached(browsers, iris, wren, method: str):
    theirs = things_of(iris, wren)
    reached = {}
    for page in pages():
        if page.is_about_a_thing:
            answer = getattr(browser_for(page.path, browsers), method)(page.about(theirs))
            if answer.status_code not in {404, 405} and "/log-in/" not in answer.headers.get("Location", ""):
                reached[page.path] = answer.status_code
    assert reached == {}


@pytest.fixture
def wren(lakeside):
    return lakeside.memberships.get()
