"""Every page of the Customer Portal, and what it says to a form left empty: on the narrowest phone in the dark, on a
phone, and at a desk in the light.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Page

from saidyes.accounts.arriving import user_of
from saidyes.families.holding import prove
from tests.browser import DESK, PHONE, barriers
from tests.cast import HOST
from tests.house.things import things_of
from tests.house.url_map import filled, pages
from tests.journeys.mailbox import came_to, code_in

NARROW = {"width": 320, "height": 640}
SCREENS = {"narrow": (NARROW, "dark"), "phone": (PHONE, "light"), "desk": (DESK, "light")}
DANA = "dana.okafor@example.com"
SMALL = """[...document.querySelectorAll(".button, .radio-cards label, .rows--tap a, summary")]
    .filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.textContent.trim())"""
ZOOMS = """[...document.querySelectorAll("input:not([type=hidden])")]
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 16).map(one => one.name)"""


def found_on(page: Page) -> list[str]:
    small = [f"too small for a thumb: {name}" for name in page.evaluate(SMALL)]
    return barriers(page) + small + [f"a phone zooms into {name}" for name in page.evaluate(ZOOMS)]


def opens(page: Page, path: str) -> bool:
    """Whether this visitor is shown a page there: a path may lead on, be a file, or only take what is posted."""
    asker = Client(SERVER_NAME=HOST, raise_request_exception=False)
    asker.cookies.load({str(cookie["name"]): str(cookie["value"]) for cookie in page.context.cookies()})
    answer = asker.get(path)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture
def dana_logs_in(dana, deliver, letters) -> Callable[[Page], None]:
    return lambda page: log_in(page, dana, deliver, letters)


def log_in(page: Page, guardian, deliver, letters) -> None:
    guardian.user = user_of(DANA, name=guardian.name)
    guardian.save()
    prove(guardian.held_addresses.get(address__key=DANA))
    page.goto("/portal/log-in/")
    page.get_by_label("Email").fill(DANA)
    page.get_by_role("button", name="Email me a code").click()
    deliver()
    page.get_by_label("Code").fill(code_in(came_to(DANA, letters)[0]))
    page.get_by_role("button", name="Log In").click()
    page.get_by_role("heading", name="My Account").wait_for()


@pytest.mark.parametrize(("viewport", "scheme"), SCREENS.values(), ids=SCREENS)
def test_every_page_opens_for_everybody(open_page, dana, marisol, dana_logs_in, viewport, scheme):
    page, things = open_page(viewport, color_scheme=scheme), things_of(dana, marisol)
    paths = [filled(path, things) for path, _ in pages(get_resolver("saidyes.portal.urls"))]
    found = {}
    for visitor in ("anybody", "Dana"):
        if visitor == "Dana":
            dana_logs_in(page)
        for path in paths:
            if (path not in found or path == "/portal/") and opens(page, path):
                page.goto(path)
                found[path] = found_on(page)
    assert len(found) > 25
    assert {where: barred for where, barred in found.items() if barred} == {}


def test_a_form_left_empty_is_given_back_to_everybody(open_page, business):
    page = open_page(NARROW, color_scheme="dark")
    found = {}
    for path in ("create-account", "log-in", "log-in/password", "unsubscribe"):
        page.goto(f"/portal/{path}/")
        page.locator("main form button").first.click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        found[path] = found_on(page)
        assert page.title().startswith("Error: ")
        assert page.evaluate("document.activeElement.matches('.error-summary')")
    assert {path: barred for path, barred in found.items() if barred} == {}
