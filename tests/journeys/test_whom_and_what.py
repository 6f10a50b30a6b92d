"""Theo chooses who gets it and formats his words, by keyboard; what he sees follows while he types."""

from playwright.sync_api import expect

from saidyes.blasts.models import Blast
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.ledger.actors import SYSTEM
from tests.browser import DESK, barriers
from tests.journeys.acts import log_in_to_the_office


def test_the_count_follows_the_choice(screen, business, theo, dana):
    course = Course.objects.create(business=business, name="Swim Level 1 Tue 16:00")
    enroll(dana.family.students.first(), course, actor=SYSTEM)
    log_in_to_the_office(screen, theo)
    screen.goto("/office/email-blast/new/")
    expect(screen.get_by_text("3 addresses will get this")).to_be_visible()
    screen.get_by_label("Families", exact=True).select_option("programs")
    screen.get_by_role("checkbox", name="Swim").check()
    expect(screen.get_by_text("1 address will get this")).to_be_visible()
    screen.get_by_label("Youngest, in years").fill("40")
    expect(screen.get_by_text("No opted-in address matches. Change the filter.")).to_be_visible()
    assert barriers(screen) == []
    screen.get_by_label("Youngest, in years").fill("")
    screen.get_by_text("Save this selection").click()
    screen.get_by_label("Name").fill("Swimmers")
    screen.get_by_role("button", name="Save selection").click()
    chosen = screen.get_by_label("Saved selection", exact=True).locator("option:checked")
    expect(chosen).to_have_text("Swimmers")
    expect(chosen).to_have_attribute("value", str(business.selections.get().pk))
    assert Blast.objects.get().audience["selection"] == "Swimmers"


def test_the_toolbar_works_by_keyboard(desk, theo):
    log_in_to_the_office(desk, theo)
    desk.goto("/office/email-blast/new/")
    body = desk.get_by_label("Body")
    body.fill("Hi ")
    desk.get_by_role("button", name="Bold").focus()
    for _ in range(5):
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    expect(body).to_have_value("Hi {{ guardian first name }}")
    expect(body).to_be_focused()
    desk.keyboard.press("Control+b")
    desk.keyboard.type("you")
    expect(body).to_have_value("Hi {{ guardian first name }}**you**")


def test_without_javascript_a_button_counts(open_page, theo):
    page = open_page(DESK, java_script_enabled=False)
    log_in_to_the_office(page, theo)
    page.goto("/office/email-blast/new/")
    page.get_by_label("Subject").fill("Closed on Friday")
    page.get_by_label("Families", exact=True).select_option("former")
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.get_by_text("No opted-in address matches. Change the filter.")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Closed on Friday")
    expect(page.get_by_role("toolbar")).to_be_hidden()
    expect(page.get_by_text("Formatting and names")).to_be_visible()
