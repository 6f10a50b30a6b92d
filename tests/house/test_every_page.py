"""Asked of every page there is: looking changes nothing, and nothing of the school next door can be reached."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saidyes.blasts.drafting import Content, start_draft
from saidyes.blasts.models import everyone
from saidyes.businesses.brand import keep_logo
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.classes.stating import send_statement
from saidyes.common.logos import read_logo
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.consent.unsubscribing import link_token
from saidyes.ledger.actors import SYSTEM, Source
from tests.house.url_map import THING, filled, pages
from tests.office.evidence_acts import signed_yes
from tests.office.import_acts import imported_file
from tests.scans import png

WRITES = ("INSERT", "UPDATE", "DELETE")
MAY_BE_TOUCHED = "django_session"
DAY = datetime.date(2025, 3, 1)


def things_of(guardian, author) -> dict[str, object]:
    """One of each thing that a path of the house can be about, all of one school."""
    held = guardian.held_addresses.get(is_primary=True)
    student = guardian.family.students.first()
    course = Course.objects.create(business=guardian.business, name="Guppies")
    draft = Content("Closed on Friday", "", "We are closed.", everyone())
    return {
        "file_id": imported_file(guardian.business),
        "family_id": guardian.family_id,
        "guardian_id": guardian.pk,
        "held_id": held.pk,
        "address_id": held.address_id,
        "event_id": (event := signed_yes(guardian)).pk,
        "wording_id": event.facts["wording"],
        "student_id": student.pk,
        "enrollment_id": enroll(student, course, actor=SYSTEM).pk,
        "blast_id": start_draft(guardian.business, draft, author=author.user).pk,
        "suppression_id": blocked(guardian).pk,
        "notice_id": send_statement(guardian.family, DAY, DAY, actor=SYSTEM).pk,
        "token": link_token(held.business_id, held.address_id),
        "logo": keep_logo(guardian.business, read_logo(png(32, 32))).name,
        "letter_id": "00000000-0000-0000-0000-000000000000",
    }


def blocked(guardian):
    """The reason that stands once an address of theirs is blocked by hand."""
    address = guardian.held_addresses.get(is_primary=True).address
    suppress(address, SuppressionKind.MANUAL, reason="They moved away", actor=SYSTEM, source=Source.OFFICE)
    return address.suppressions.get(kind=SuppressionKind.MANUAL, lifted_at=None)


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
    for path, _ in pages():
        with CaptureQueriesContext(connection) as asked:
            answer = browser_for(path, browsers).get(filled(path, own))
        writing = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
        wrote += [f"{path}: {sql[:80]}" for sql in writing if MAY_BE_TOUCHED not in sql]
        broke += [f"{path}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert (wrote, broke) == ([], [])


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_the_school_next_door_can_be_reached(browsers, iris, wren, method: str):
    theirs = things_of(iris, wren)
    reached = {}
    for path, _ in pages():
        if THING.search(path):
            answer = getattr(browser_for(path, browsers), method)(filled(path, theirs))
            if answer.status_code not in {404, 405} and "/log-in/" not in answer.headers.get("Location", ""):
                reached[path] = answer.status_code
    assert reached == {}


@pytest.fixture
def wren(lakeside):
    return lakeside.memberships.get()
