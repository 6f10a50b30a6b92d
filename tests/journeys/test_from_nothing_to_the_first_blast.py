"""An owner sets a school up from nothing, a family says yes, and the first Email Blast can be seen in its browser."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from saidyes.businesses.models import Business
from tests.accounts.second_factors import code_of
from tests.browser import DESK, PHONE, arrive, barriers
from tests.journeys.mailbox import came_to, code_in, text_of
from tests.journeys.test_new_family import KIM, YES, create_account
from tests.scans import png

OPENING = {"Set-up code": "brass-otter-9", "School": "Harbor Dance"}
OWNER = {"Your name": "Alma Reyes", "Your email address": "alma@harbor.example", "Password": "six green buckets"}
PLACE = {"Street": "3 Pier Road", "City": "Astoria", "State": "OR", "ZIP code": "97103", "Phone": "(503) 555-0190"}
SENDER = {"Email Blasts come from": "news@mail.harbor.example", "Receipts and confirmations": "office@harbor.example"}


@pytest.fixture
def owner(open_page, data_folder, settings) -> Page:
    """At an installation without any school."""
    call_command("flush", interactive=False, verbosity=0)
    settings.SAIDYES_UNDO_SECONDS = 0
    (data_folder / "set-up-code").write_text("brass-otter-9\n")
    return open_page(DESK)


def answer(page: Page, typed: dict[str, str]) -> None:
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    assert barriers(page) == []
    page.get_by_role("button", name="Continue").click()


def go_on(page: Page, link: str, heading: str) -> None:
    page.get_by_role("main").get_by_role("link", name=link, exact=True).click()
    arrive(page, heading)
    assert barriers(page) == []


def show_a_second_factor(page: Page) -> None:
    """Asked of an owner before the next screen, and it leads there."""
    page.get_by_text("You cannot scan it?").click()
    key = page.locator("details code").inner_text().replace(" ", "")
    page.get_by_label("Code in the app").fill(code_of(key))
    page.get_by_role("button", name="Go on").click()
    arrive(page, "Your recovery codes")
    assert barriers(page) == []
    page.get_by_role("link", name="I have kept them").click()


def set_up(page: Page) -> None:
    page.goto("/")
    answer(page, OPENING)
    answer(page, OWNER)
    show_a_second_factor(page)
    answer(page, PLACE)
    answer(page, SENDER)
    arrive(page, "Will your mail arrive?")
    assert barriers(page) == []
    go_on(page, "Continue", "Who works with you?")
    go_on(page, "Continue", "What will you ask families?")
    go_on(page, "Keep these words", "Bring your families")
    go_on(page, "Poster with a QR code", "Sign-up poster")
    expect(page.get_by_role("img", name="QR code of the sign-up link")).to_be_visible()


def wear_a_logo(page: Page) -> None:
    page.goto("/office/settings/brand/")
    page.get_by_label("Color").fill("#0b6e8f")
    page.get_by_label("Logo").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": png(64, 32)})
    page.get_by_role("button", name="Save changes").click()
    header = page.get_by_role("banner").locator("img")
    assert header.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 64
    expect(page.locator("html")).to_have_css("--brand", "#0b6e8f")


def send_the_first(page: Page) -> None:
    page.goto("/office/")
    page.get_by_role("link", name="New Email Blast").first.click()
    page.get_by_label("Subject").fill("We are open")
    page.get_by_label("Body").fill("Hi {{ guardian first name }},\n\n[Our classes](https://harbor.example/classes)")
    page.get_by_role("button", name="Review and send").click()
    page.get_by_role("button", name="Send to 1 address").click()
    page.get_by_role("dialog").get_by_role("button", name="Send to 1 address").click()
    arrive(page, "We are open")


def test_from_an_empty_installation_to_a_letter_that_is_seen(owner, open_page, browser, deliver, letters):
    def read_the_code() -> str:
        deliver()
        return code_in(came_to(KIM, letters)[0])

    set_up(owner)
    wear_a_logo(owner)
    family = open_page(PHONE, color_scheme="dark")
    create_account(family, YES, read_the_code)
    send_the_first(owner)
    deliver()
    letter = text_of(came_to(KIM, letters)[0])
    assert "You get this because kim.park@example.com opted in to Email Blasts on" in letter
    reader = browser.new_page(viewport=PHONE, color_scheme="dark")  # its console would tell of each script it refuses
    reader.goto(re.search(r"View in browser: (\S+)", letter)[1])
    expect(reader.get_by_role("heading", name="We are open")).to_be_visible()
    expect(reader.get_by_text("Hi there,")).to_be_visible()
    logo = reader.get_by_role("img", name="Harbor Dance")
    assert logo.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 64
    assert reader.get_by_role("link", name="Our classes").bounding_box()["height"] == 48
    family.route("**/portal/view/*/", lambda route: route.fulfill(body=reader.content(), content_type="text/html"))
    family.goto(reader.url)  # the same page, but for what forbids scripts: axe needs them
    assert barriers(family) == []
    reader.get_by_role("link", name="Unsubscribe").click()
    expect(reader.get_by_role("button", name="Send me a link")).to_be_visible()
    assert Business.objects.get().blasts.get().subject == "We are open"
    reader.close()
