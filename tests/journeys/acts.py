"""What several journeys do on their way."""

from playwright.sync_api import Page, expect

from saidyes.accounts.models import Membership
from tests.browser import PHONE
from tests.cast import PASSWORD


def log_in_to_the_office(page: Page, staff: Membership) -> None:
    page.goto("/office/")
    give_the_password(page, staff)


def give_the_password(page: Page, staff: Membership) -> None:
    page.get_by_label("Email").fill(staff.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log In").click()
    expect(page.get_by_label("Password")).to_have_count(0)


def is_a_phone(page: Page) -> bool:
    """There the rail is behind Menu: every way through it is one tap longer."""
    return page.viewport_size == PHONE


def choose_in_the_rail(page: Page, label: str) -> None:
    if is_a_phone(page):
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Office Portal").get_by_role("link", name=label).click()
