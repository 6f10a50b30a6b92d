from datetime import date
from decimal import Decimal

from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course, Method
from saidyes.classes.paying import record_payment
from saidyes.classes.stating import send_statement
from saidyes.families.holding import give, make_primary
from saidyes.families.models import Student
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.mail.models import State
from saidyes.notices.models import Notice
from tests.portal.visits import INFORMATION, KIM, shows

STATEMENTS = "/portal/my-account/statements/"
STUDENTS = "/portal/my-account/students/"


def pay(family, for_what: str = "Swim, March") -> Notice:
    record_payment(
        family, Decimal("84.00"), method=Method.CARD, for_what=for_what, paid_on=date(2026, 3, 2), actor=SYSTEM
    )
    return Notice.objects.filter(kind="receipt").latest("created_at")


def test_contact_details_are_changed_and_the_change_is_told(portal_as, dana):
    typed = {**KIM, "first_name": "Dana", "last_name": "Okafor-Reyes"}
    saved = portal_as(dana).post(f"{INFORMATION}contact/", typed, follow=True)
    assert shows(saved, "Saved. Your contact details are changed.", "Dana Okafor-Reyes", "12 Alder Court")
    told = Event.objects.filter(subject=f"family:{dana.family_id}", verb="family_changed")
    assert {event.source for event in told} == {"portal_account"}


def test_a_student_is_added_and_no_child_is_asked_for_an_address(portal_as, dana):
    browser = portal_as(dana)
    form = browser.get(f"{STUDENTS}add/").content.decode()
    assert "email" not in form.partition("<form")[2].partition("</form")[0].lower()
    browser.post(f"{STUDENTS}add/", {"first_name": "Uche", "last_name": "Okafor", "born_on": "2022-05-01"})
    assert Student.objects.get(first_name="Uche").family_id == dana.family_id
    assert shows(browser.get(STUDENTS), "Uche Okafor", "Ada Okafor", "Not enrolled in a class")


def test_a_birthday_in_the_future_is_given_back(portal_as, dana):
    typed = {"first_name": "Uche", "last_name": "Okafor", "born_on": "2190-05-01"}
    assert shows(portal_as(dana).post(f"{STUDENTS}add/", typed), "The date can’t be in the future")


def test_the_classes_of_a_child_are_shown(portal_as, business, dana):
    course = Course.objects.create(business=business, name="Swim Level 1 Tue 16:00")
    enroll(dana.family.students.get(first_name="Ada"), course, actor=SYSTEM)
    assert shows(portal_as(dana).get(STUDENTS), "Swim Level 1 Tue 16:00")


def test_s345_receipts_and_statements_are_listed_and_can_be_read(portal_as, dana):
    receipt = pay(dana.family)
    statement = send_statement(dana.family, date(2026, 3, 1), date(2026, 3, 31), actor=SYSTEM)
    browser = portal_as(dana)
    assert shows(browser.get(STATEMENTS), "Receipt", "$84.00", "Statement")
    assert shows(browser.get(f"{STATEMENTS}{receipt.pk}/"), "Swim, March", "Card", "Mar 2, 2026")
    assert shows(browser.get(f"{STATEMENTS}{statement.pk}/"), "Mar 1, 2026 to Mar 31, 2026", "Paid in this period")


def test_s345_what_could_not_be_delivered_is_said_and_readable(portal_as, luis):
    receipt = pay(luis.family)
    Notice.objects.filter(pk=receipt.pk).update(state=State.FAILED)
    browser = portal_as(luis)
    assert shows(browser.get(STATEMENTS), "could not be delivered to ortega.family@example.com")
    assert shows(browser.get(f"{STATEMENTS}{receipt.pk}/"), "We could not deliver this by email.", "$84.00")


def test_a_letter_of_another_kind_that_could_not_be_delivered_has_a_name_and_no_empty_card(portal_as, luis):
    receipt = pay(luis.family)
    Notice.objects.filter(pk=receipt.pk).update(state=State.FAILED, kind="address_changed", data={})
    browser = portal_as(luis)
    spanish = {"accept-language": "es"}
    assert shows(browser.get(STATEMENTS, headers=spanish), "Dirección cambiada")
    letter = browser.get(f"{STATEMENTS}{receipt.pk}/", headers=spanish)
    assert shows(letter, "Dirección cambiada", "Imprimir")
    assert "<dl" not in letter.content.decode().partition("<main")[2]


def test_families_who_share_a_mailbox_do_not_read_each_others_receipts(portal_as, anja, jonas):
    theirs = pay(jonas.family, "Gym, the Weiss family")
    assert theirs.to_key == "harbor.house@example.com"
    make_primary(give(anja, "anja@example.com", actor=SYSTEM, source=Source.OFFICE))
    browser = portal_as(anja)
    assert not shows(browser.get(STATEMENTS), "Receipt 1")
    assert browser.get(f"{STATEMENTS}{theirs.pk}/").status_code == 404


def test_codes_are_no_statements(portal_as, dana):
    browser = portal_as(dana)
    browser.post("/portal/log-in/", {"email": "dana.okafor@example.com"})
    assert shows(browser.get(STATEMENTS), "Nothing here yet")
