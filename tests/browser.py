"""Fixtures of the journeys: Debian's Chromium over the live server, on a phone and on a desk.

A page that logs an error (a blocked script, a missing file, an exception) fails its journey at the end.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests import chromium

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1360, "height": 900}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
COUNT_CLICKS = """
addEventListener("pointerdown", () => clicked(), true);
addEventListener("keydown", ({key, target}) => key === "Enter" && target.tagName !== "TEXTAREA" && clicked(), true);
"""
PATIENCE_MS = 20_000
TOLD = "Journey: "
SECONDS = 120
SIDEWAYS = "wider than the screen"

clicked: Counter[Page] = Counter()
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip("there is no Chromium here")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in our thread; nothing of ours is async
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def site(live_server, settings) -> str:
    """Where the pages are; links in letters lead there too."""
    port = live_server.thread.port
    settings.SAIDYES_BASE_URL = f"http://localhost:{port}"
    return f"http://tidewater.localhost:{port}"


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """open_page(PHONE): a fresh visitor, with cookies of their own, on a screen of that size."""
    contexts = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 422" not in message.text:  # 422 is how a form is given back
            complaints.append(message.text)

    def opened(viewport: ViewportSize = PHONE, **options) -> Page:
        context = browser.new_context(
            base_url=site, viewport=viewport, locale="en-US", timezone_id="America/Los_Angeles",
            reduced_motion="reduce", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        context.expose_binding("clicked", lambda source: clicked.update([source["page"]]))
        context.add_init_script(COUNT_CLICKS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    clicked.clear()
    assert complaints == []


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(PHONE)


@pytest.fixture
def desk(open_page) -> Page:
    return open_page(DESK)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request, open_page) -> Page:
    """Either screen: the journey is made on both."""
    return open_page(request.param)


def arrive(page: Page, heading: str) -> None:
    """Waits for the page of that heading: a click does not wait for what it leads to."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


@contextlib.contextmanager
def clicks(page: Page, number: int, journey: str = "", *, in_the_mail: int = 0) -> Iterator[None]:
    """What happens inside takes a person so many clicks, taps or presses of Enter; typing is not counted.

    A `journey` is told at the end of the run, with its target; a click `in_the_mail` came before the page was there.
    """
    before = clicked[page]
    yield
    made = in_the_mail + clicked[page] - before
    if journey:
        print(f"{TOLD}{journey}: {made} of {number} clicks")
    assert made == number


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tests = [test for tests in terminalreporter.stats.values() for test in tests if hasattr(test, "capstdout")]
    told = {line.removeprefix(TOLD) for test in tests for line in test.capstdout.splitlines() if line.startswith(TOLD)}
    if told:
        terminalreporter.section("clicks of each journey, against its target")
        terminalreporter.write_line("\n".join(sorted(told)))


def barriers(page: Page) -> list[str]:
    """What keeps somebody out of this page, one line each: WCAG 2.2 AA by axe, and never a sideways scroll."""
    page.wait_for_load_state()  # with its styles
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
    found = Axe().run(page, options=rules).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    said = [f"{entry['id']}: {entry['help']} ({entry['nodes'][0]['html']})" for entry in found]
    return [*said, *[SIDEWAYS] * wide]
