"""The permission matrix: every page of the office, every role, by its own door. Another school's things: 404."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from saidyes.accounts.rights import RIGHTS, Role
from saidyes.blasts.models import Blast
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.ledger.actors import SYSTEM, Source
from tests.cast import HOST
from tests.house.things import invited
from tests.house.url_map import pages
from tests.office.evidence_acts import signed_yes
from tests.office.import_acts import imported_file

EVERYBODY, DESK, LEAD, OVERSEE, VERIFY, OWNER = "OMFA", "OMF", "OM", "OMA", "OA", "O"
LETTERS = {Role.OWNER: "O", Role.MANAGER: "M", Role.FRONT_DESK: "F", Role.AUDITOR: "A"}

# Rows of the matrix in the order of the pages. A page that is missing here fails.
MATRIX = {
    "office-home": EVERYBODY,
    "office-families": EVERYBODY,
    "office-family": EVERYBODY,
    "office-family-students": EVERYBODY,
    "office-family-emails": EVERYBODY,
    "office-family-audit-log": EVERYBODY,
    "office-family-standing": EVERYBODY,
    "office-family-new": DESK,
    "office-family-edit": DESK,
    "office-import": LEAD,
    "office-import-check": LEAD,
    "office-import-remarks": LEAD,
    "office-guardian-new": DESK,
    "office-guardian": DESK,
    "office-address-new": DESK,
    "office-address": DESK,
    "office-address-remove": DESK,
    "office-address-ask": DESK,
    "office-address-block": DESK,
    "office-address-check": LEAD,
    "office-address-void": LEAD,
    "office-guardian-aside": DESK,
    "office-guardian-back": DESK,
    "office-guardian-split": LEAD,
    "office-family-archive": DESK,
    "office-family-back": DESK,
    "office-family-merge": LEAD,
    "office-family-erase": OWNER,
    "office-family-keep": OWNER,
    "office-student-new": DESK,
    "office-enroll": DESK,
    "office-enrollment-end": DESK,
    "office-payment-new": DESK,
    "office-statement-new": DESK,
    "office-blasts": EVERYBODY,
    "office-blast": EVERYBODY,
    "office-blast-preview": EVERYBODY,
    "office-blast-new": DESK,
    "office-blast-edit": DESK,
    "office-blast-review": DESK,
    "office-blast-delete": DESK,
    "office-blast-copy": DESK,
    "office-blast-test": DESK,
    "office-blast-call-list": EVERYBODY,
    "office-blast-call-list-export": OVERSEE,
    "office-blast-undo": LEAD,
    "office-blast-pause": LEAD,
    "office-blast-resume": LEAD,
    "office-blast-cancel": LEAD,
    "office-blast-send-again": LEAD,
    "office-blast-leave-unanswered": LEAD,
    "office-consent-lookup": EVERYBODY,
    "office-consent-export-proof": OVERSEE,
    "office-consent-export": OVERSEE,
    "office-consent-export-everyone": OVERSEE,
    "office-audit-log": OVERSEE,
    "office-verification": VERIFY,
    "office-audit-log-export": OVERSEE,
    "office-reports": EVERYBODY,
    "office-report-new-families": EVERYBODY,
    "office-report-new-families-export": OVERSEE,
    "office-report-unsubscribed": EVERYBODY,
    "office-report-unsubscribed-export": OVERSEE,
    "office-check-up": OVERSEE,
    "office-held-reports": OWNER,
    "office-stopped-blasts": EVERYBODY,
    "office-record": EVERYBODY,
    "office-record-evidence": EVERYBODY,
    "office-wish": DESK,
    "office-settings": OVERSEE,
    "office-settings-consent": OWNER,
    "office-settings-owner": OWNER,
    "office-settings-second-factor": OWNER,
    "office-blocked-addresses": EVERYBODY,
    "office-block-lift": OWNER,
    "office-wordings": OVERSEE,
    "office-wording": OVERSEE,
    "office-wording-en": OWNER,
    "office-wording-es": OWNER,
    "office-wording-fr-CA": OWNER,
    "office-staff": OVERSEE,
    "office-staff-invite": OWNER,
    "office-staff-invitation-end": OWNER,
    "office-staff-role": OWNER,
    "office-staff-log-out": OWNER,
    "office-staff-disable": OWNER,
    "office-staff-enable": OWNER,
    "office-settings-school": OWNER,
    "office-settings-brand": OWNER,
    "office-settings-sender": OWNER,
    "office-settings-sender-check": OVERSEE,
    "office-set-up-place": OWNER,
    "office-set-up-sender": OWNER,
    "office-set-up-sender-check": OWNER,
    "office-set-up-staff": OWNER,
    "office-set-up-question": OWNER,
    "office-set-up-families": OWNER,
    "office-sign-up-poster": EVERYBODY,
}


def things(school):
    """One of everything that a page can be about, in this school."""
    guardian = school.guardians.filter(is_primary=True).first()
    student = guardian.family.students.first()
    course = Course.objects.create(business=school, name="Swim Level 1")
    writer = school.memberships.exclude(role=Role.AUDITOR).order_by("role").first()  # the desk deletes its own drafts
    return {
        "membership_id": writer.pk,
        "invitation_id": invited(writer).pk,
        "file_id": imported_file(school),
        "event_id": (event := signed_yes(guardian)).pk,
        "wording_id": event.facts["wording"],
        "family_id": guardian.family_id,
        "guardian_id": guardian.pk,
        "held_id": guardian.held_addresses.first().pk,
        "address_id": guardian.held_addresses.first().address_id,
        "student_id": student.pk,
        "enrollment_id": enroll(student, course, actor=SYSTEM).pk,
        "suppression_id": blocked(guardian).pk,
        "blast_id": Blast.objects.create(business=school, author=writer.user, subject="Closed on Monday", body="Hi").pk,
    }


def blocked(guardian):
    """The reason that stands once an address of theirs is blocked by hand."""
    address = guardian.held_addresses.first().address
    suppress(address, SuppressionKind.MANUAL, reason="They moved away", actor=SYSTEM, source=Source.OFFICE)
    return address.suppressions.get(kind=SuppressionKind.MANUAL, lifted_at=None)


def url_of(name, ids):
    wanted = {parameter for route in get_resolver().reverse_dict.getlist(name) for parameter in route[0][0][1]}
    return reverse(name, kwargs={key: ids[key] for key in wanted})


def ask(browser, method, url):
    """Ask, and let nothing come of it."""
    with transaction.atomic():
        answer = getattr(browser, method)(url)
        transaction.set_rollback(True)
    return answer


def answer_of(browser, url):
    """What the page says when it is opened; a page that cannot be opened is posted to."""
    opened = ask(browser, "get", url)
    return ask(browser, "post", url) if opened.status_code == 405 else opened


def status_of(browser, url):
    return answer_of(browser, url).status_code


def is_let_in(browser, url):
    """Whether the page opens; a refusal must be a 403 that says whose role can help."""
    answer = answer_of(browser, url)
    if answer.status_code in (200, 302, 409, 422):
        return True
    assert answer.status_code == 403, url
    assert "Your role does not let you" in answer.content.decode(), url
    return False


MEMBERS = {"O": "marisol", "M": "theo", "F": "priya", "A": "ines"}


@pytest.fixture
def browser_of(office, request):
    return lambda letter: office(request.getfixturevalue(MEMBERS[letter]))


def test_every_page_has_its_row_and_the_right_that_the_row_says():
    views = {page.name: page.view for page in pages() if page.door == "staff_only"}
    assert set(views) == set(MATRIX)
    granted = {name: {LETTERS[role] for role in Role if view.right in RIGHTS[role]} for name, view in views.items()}
    assert granted == {name: set(roles) for name, roles in MATRIX.items()}


def test_an_owner_gets_into_every_page(browser_of, business):
    browser, ids = browser_of("O"), things(business)
    assert [name for name in MATRIX if not is_let_in(browser, url_of(name, ids))] == []


@pytest.mark.parametrize("letter", "MFA")
def test_each_role_is_refused_what_the_rows_leave_out(browser_of, business, letter):
    browser, ids = browser_of(letter), things(business)
    left_out = [name for name, roles in MATRIX.items() if letter not in roles]
    assert [name for name in left_out if is_let_in(browser, url_of(name, ids))] == []


def test_an_auditor_changes_nothing(browser_of, business):
    browser, ids = browser_of("A"), things(business)
    posted = {name: ask(browser, "post", url_of(name, ids)).status_code for name in MATRIX if "export" not in name}
    assert {name: status for name, status in posted.items() if status not in (403, 405)} == {}


def test_a_guardian_gets_into_no_page(business, portal_as, dana):
    browser, ids = portal_as(dana), things(business)
    assert {name: status_of(browser, url_of(name, ids)) for name in MATRIX} == dict.fromkeys(MATRIX, 403)


def test_who_is_not_logged_in_is_led_to_the_log_in(business):
    browser, ids = Client(SERVER_NAME=HOST), things(business)
    led = {name: answer_of(browser, url_of(name, ids)).url.partition("?")[0] for name in MATRIX}
    assert led == dict.fromkeys(MATRIX, "/office/log-in/")


def test_what_belongs_to_the_school_next_door_is_not_here(browser_of, business, lakeside):
    """For whoever may open the page and the least besides; for an owner tests/house/test_every_page.py asks it."""
    browsers, theirs = {letter: browser_of(letter) for letter in MEMBERS}, things(lakeside)
    made_up = {key: uuid4() for key in theirs}
    about = {name: roles[-1] for name, roles in MATRIX.items() if url_of(name, theirs) != url_of(name, made_up)}
    assert min(Counter(about.values())[letter] for letter in MEMBERS) >= 6
    found = {name: status_of(browsers[letter], url_of(name, theirs)) for name, letter in about.items()}
    assert found == dict.fromkeys(about, 404)


def test_one_familys_guardian_is_not_found_under_another(office, marisol, dana, tom):
    """The whole path must fit together, not only its last part."""
    browser = office(marisol)
    held = dana.held_addresses.first()
    crossed = [
        reverse("office-guardian", args=[tom.family_id, dana.pk]),
        reverse("office-address", args=[tom.family_id, dana.pk, held.pk]),
        reverse("office-address", args=[tom.family_id, tom.pk, held.pk]),
        reverse("office-enroll", args=[tom.family_id, dana.family.students.first().pk]),
    ]
    assert [status_of(browser, url) for url in crossed] == [404] * 4


def test_a_button_that_would_be_refused_is_not_there(office, priya, ines, dana):
    at_the_desk, read_only = office(priya), office(ines)
    url = reverse("office-family", args=[dana.family_id])
    assert "Edit guardian" in at_the_desk.get(url).content.decode()
    assert "Edit" not in read_only.get(url).content.decode()
    rail = at_the_desk.get("/office/").content.decode()
    assert "Settings" not in rail
    assert "Reports" in rail
