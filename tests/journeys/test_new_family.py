"""A new family creates its account and answers the question: with yes, and with no."""

import pytest
from playwright.sync_api import Page, expect

from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM
from saidyes.ledger.models import Event
from tests.browser import arrive, barriers, clicks
from tests.journeys.mailbox import came_to, code_in, subjects

KIM = "kim.park@example.com"
DETAILS = {
    "First name": "Kim",
    "Last name": "Park",
    "Email": KIM,
    "Phone": "(503) 555-0155",
    "Street": "12 Alder Court",
    "City": "Astoria",
    "State": "OR",
    "ZIP code": "97103",
}
YES = "Yes, please send me emergency notifications and informational emails"
NO = "No, I only want to receive transactional emails such as enrollment confirmations, receipts, and statements"


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def create_account(page: Page, choice: str, read_the_code) -> None:
    """Create Account, Continue, radio, Create account, Finish: five clicks."""
    page.goto("/")
    page.get_by_role("link", name="Create Account").click()
    arrive(page, "Your details")
    assert barriers(page) == []
    for label, typed in DETAILS.items():
        page.get_by_label(label, exact=True).fill(typed)
    button(page, "Continue").click()
    expect(page.get_by_role("radio", name=choice)).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert barriers(page) == []
    page.get_by_role("radio", name=choice).click()
    button(page, "Create account").click()
    arrive(page, "Check your email")
    assert barriers(page) == []
    page.get_by_label("Code").fill(read_the_code())
    button(page, "Finish").click()
    arrive(page, "Your account is ready")
    assert barriers(page) == []


@pytest.fixture
def read_the_code(business, deliver, letters):
    def read() -> str:
        deliver()
        return code_in(came_to(KIM, letters)[0])

    return read


@pytest.fixture
def blast(theo, send, deliver):
    def sent(subject: str) -> None:
        send(theo, subject)
        deliver()

    return sent


def test_a_new_family_says_yes_and_gets_the_next_blast(screen, blast, letters, read_the_code):
    with clicks(screen, 5, "A new family signs up"):
        create_account(screen, YES, read_the_code)
    expect(screen.get_by_role("main")).to_contain_text("Opted in")
    event = Event.objects.get(pk=Address.objects.get(key=KIM).last_event)
    assert (event.verb, event.source, event.private["actor_name"]) == ("opt_in", "registration", "Kim Park")
    blast("Closed on Friday")
    assert "Closed on Friday" in subjects(KIM, letters)


def test_a_new_family_says_no_and_still_gets_its_enrollment_confirmation(screen, blast, letters, read_the_code):
    """S3, S12: the choice is about Email Blasts alone."""
    with clicks(screen, 5):
        create_account(screen, NO, read_the_code)
    expect(screen.get_by_role("main")).to_contain_text("Opted out")
    screen.get_by_role("link", name="Add a student").click()
    screen.get_by_label("First name").fill("Jun")
    button(screen, "Save").click()
    expect(screen.get_by_role("status")).to_contain_text("Saved. Jun Park is on your account.")
    student = Guardian.objects.get(first_name="Kim").family.students.get()
    course = Course.objects.create(business=student.business, name="Swim Level 1 Tue 16:00")
    enroll(student, course, actor=SYSTEM)
    blast("Closed on Friday")
    came = subjects(KIM, letters)
    assert "Closed on Friday" not in came
    assert "Your enrollment in Swim Level 1 Tue 16:00" in came
    screen.goto("/portal/my-account/statements/")
    expect(screen.get_by_role("main")).to_contain_text("Swim Level 1 Tue 16:00")
