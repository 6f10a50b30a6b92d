"""A walk past every page there is and every form left empty, and what keeps somebody out of them.

The pages come from the URL resolver: a new one is looked at without being named here.
"""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Literal

from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser import DESK, PHONE, barriers
from tests.house.url_map import pages

Screen = tuple[ViewportSize, Literal["light", "dark"]]
PORTAL, OFFICE = "saidyes.portal.urls", "saidyes.office.urls"
NARROW: ViewportSize = {"width": 320, "height": 640}
SCREENS: tuple[Screen, ...] = (
    (NARROW, "dark"), (PHONE, "light"), (DESK, "dark"), (NARROW, "light"), (PHONE, "dark"), (DESK, "light"),
)  # fmt: skip
SMALLER_THAN = """([wanted, least]) => [...document.querySelectorAll(wanted)].map(one => one.closest("label") ?? one)
    .filter(one => one.offsetHeight && one.offsetHeight < least && !one.closest(".visually-hidden"))
    .map(one => one.textContent.trim().slice(0, 40) || one.outerHTML.slice(0, 80))"""
SMALL = "too small a target"
THUMBS = (".button, .radio-cards input, .rows--tap a, summary", 44)
POINTERS = ("a.button, button, input:not([type=hidden]), select, textarea, summary, nav a", 24)
ZOOMS = """[...document.querySelectorAll("input:not([type=hidden])")]
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 16).map(one => one.name)"""
UNTOLD = """[...document.querySelectorAll(".error-summary")]
    .filter(one => !document.title.startsWith("Error: ") || document.activeElement !== one)
    .map(one => one.textContent.trim())"""
LEAVE_EMPTY = """form => {
    window.isLeftEmpty = true;
    for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) {
        if (["checkbox", "radio"].includes(field.type)) field.checked = false; else field.value = "";
    }
    const buttons = [...form.elements].filter(one => one.type === "submit");
    form.requestSubmit(buttons.find(one => one.matches(".button--primary")) ?? buttons[0]);
}"""
BY_QUERY = (
    "/office/families/?q=zebra",
    "/office/consent/?email=dana.okafor@example.com",
    "/office/consent/?email=nobody@nowhere.example",
    "/office/consent/?email=nonsense&on=2020-02-30",
    "/office/audit-log/?text=nobody@example.com",
    "/office/audit-log/?since=2026-03-09&until=2026-03-01",
    "/office/reports/new-family-accounts/?until=2020-01-01",
    "/office/reports/unsubscribed-families/?since=2026-03-09&until=2026-03-01",
)
ANOTHER_PAGE = "() => !window.isLeftEmpty && document.readyState === 'complete'"
WITH_SOMETHING_TO_TYPE = (
    "main form[method=post][novalidate]:not([data-passkey])"
    ":has(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)"
)


def look_on(page: Page, screen: Screen) -> None:
    viewport, scheme = screen
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def paths_of(urls: str, things: dict[str, object]) -> list[str]:
    return [page.about(things) for page in pages(get_resolver(urls))]


def walk(page: Page, visitor: Client, paths: Iterable[str]) -> Iterator[str]:
    """Stops at each page that this visitor is shown, and again when its form is left empty; says where it stands."""
    become(page, visitor)
    for path in paths:
        if is_shown(visitor, path):
            page.goto(path)
            yield path
            form = page.locator(WITH_SOMETHING_TO_TYPE)
            if form.count() and is_refused(page, form.first):
                yield f"{path}, left empty"


def is_refused(page: Page, form: Locator) -> bool:
    """Left empty; there are forms that may be."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        form.evaluate(LEAVE_EMPTY)
    if answered.value.request.is_navigation_request():
        page.wait_for_function(ANOTHER_PAGE)
    refused = answered.value.status == HTTPStatus.UNPROCESSABLE_ENTITY
    if refused:
        page.locator(".error-summary, .error").first.wait_for()
    return refused


def become(page: Page, visitor: Client) -> None:
    host = str(visitor.defaults["SERVER_NAME"])
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": one.value, "domain": host, "path": "/"} for name, one in visitor.cookies.items()]
    )


def is_shown(visitor: Client, path: str) -> bool:
    """A path may lead on, be a file, be a letter for a frame, or only take what is posted."""
    answer = visitor.get(path)
    is_page = answer.status_code == HTTPStatus.OK and answer.headers["Content-Type"].startswith("text/html")
    return is_page and "sandbox" not in answer.headers.get("Content-Security-Policy", "")


def found_on(page: Page) -> list[str]:
    """One line for each thing that keeps somebody out of this page."""
    in_the_portal = not page.url.partition("localhost")[2].partition("/")[2].startswith(("office", "mail-room"))
    small = page.evaluate(SMALLER_THAN, THUMBS if in_the_portal else POINTERS)
    zooms = page.evaluate(ZOOMS) if in_the_portal else []
    return [
        *barriers(page),
        *[f"{SMALL}: {name}" for name in small],
        *[f"a problem that neither title nor focus tells: {words}" for words in page.evaluate(UNTOLD)],
        *[f"a phone zooms into {name}" for name in zooms],
    ]
