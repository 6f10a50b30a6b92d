"""A student is enrolled, a payment recorded, a statement sent: each mails the family, whatever it chose (S3, S12)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from saidyes.classes.models import Course, Enrollment, Payment
from saidyes.common import clock
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

ODD_AMOUNTS = ("", "0", "-1", "1.005", "NaN", "1e99", "12345678.00")
PAID = {"amount": "85.00", "for_what": "Swim Level 1, April", "method": "card"}


@pytest.fixture
def course(business):
    return Course.objects.create(business=business, name="Swim Level 1 Tue 16:00")


def today(business, days=0):
    return (clock.now().astimezone(business.zone).date() + timedelta(days=days)).isoformat()


def enroll(browser, tom, course):
    student = tom.family.students.get()
    return browser.post(reverse("office-enroll", args=[tom.family_id, student.pk]), {"course": course and course.pk})


def test_s12_a_student_of_an_opted_out_family_is_enrolled_and_the_confirmation_leaves(at_the_desk, tom, course):
    assert enroll(at_the_desk, tom, course).status_code == 302
    assert Enrollment.objects.get(course=course).student.family == tom.family
    notice = Notice.objects.get(kind=Kind.ENROLLMENT_CONFIRMATION)
    assert notice.to_address == "tom.becker@example.net"
    assert Event.objects.get(verb=Verb.ENROLLED).actor_kind == "staff"
    page = at_the_desk.get(reverse("office-family-students", args=[tom.family_id])).content.decode()
    assert "Swim Level 1 Tue 16:00" in page


def test_nobody_is_enrolled_twice_and_nobody_in_no_class(at_the_desk, tom, course, lakeside):
    enroll(at_the_desk, tom, course)
    again = enroll(at_the_desk, tom, course)
    assert again.status_code == 409
    assert "Mila is already in Swim Level 1 Tue 16:00" in again.content.decode()
    theirs = Course.objects.create(business=lakeside, name="Gym")
    for wrong in ("", theirs):
        answer = enroll(at_the_desk, tom, wrong)
        assert (answer.status_code, "Choose a class" in answer.content.decode()) == (422, True)
    assert Enrollment.objects.count() == 1


def test_an_enrollment_ends(at_the_desk, tom, course):
    enroll(at_the_desk, tom, course)
    enrollment = Enrollment.objects.get()
    at_the_desk.post(reverse("office-enrollment-end", args=[tom.family_id, enrollment.pk]))
    enrollment.refresh_from_db()
    assert enrollment.ended_on is not None


def test_a_student_is_added(at_the_desk, tom):
    url = reverse("office-student-new", args=[tom.family_id])
    assert 'value="Becker"' in at_the_desk.get(url).content.decode()
    at_the_desk.post(url, {"first_name": "Finn", "last_name": "Becker", "born_on": "2019-05-04"})
    assert tom.family.students.get(first_name="Finn").born_on.year == 2019


@pytest.mark.parametrize("day", ["1019-05-04", "2190-05-04", "yesterday"])
def test_a_day_of_birth_that_cannot_be_is_given_back(at_the_desk, tom, day):
    url = reverse("office-student-new", args=[tom.family_id])
    answer = at_the_desk.post(url, {"first_name": "Finn", "last_name": "Becker", "born_on": day})
    assert answer.status_code == 422
    assert not tom.family.students.filter(first_name="Finn").exists()


@pytest.mark.parametrize("page", ["office-student-new", "office-payment-new", "office-statement-new"])
def test_a_form_that_comes_back_empty_says_what_is_missing(at_the_desk, tom, page):
    answer = at_the_desk.post(reverse(page, args=[tom.family_id]))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_a_payment_is_recorded_and_the_receipt_leaves(at_the_desk, tom, business):
    url = reverse("office-payment-new", args=[tom.family_id])
    assert "The receipt goes to tom.becker@example.net" in at_the_desk.get(url).content.decode()
    answer = at_the_desk.post(url, {**PAID, "paid_on": today(business)}, follow=True)
    assert "Payment 1 of $85.00 is recorded." in answer.content.decode()
    payment = Payment.objects.get()
    assert (payment.amount, payment.method, payment.family) == (Decimal("85.00"), "card", tom.family)
    assert Notice.objects.get(kind=Kind.RECEIPT).to_address == "tom.becker@example.net"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        *[({"amount": odd}, "Enter an amount, like 85.00") for odd in ODD_AMOUNTS],
        ({"method": "barter"}, "Select how they paid"),
        ({"for_what": " "}, "Enter what it is for"),
        ({"paid_on": "2999-01-01"}, "The date can’t be in the future"),
        ({"paid_on": "2026-02-30"}, "Enter a day that exists"),
    ],
)
def test_a_refused_payment_writes_nothing_and_mails_nobody(at_the_desk, tom, business, wrong, sentence):
    url = reverse("office-payment-new", args=[tom.family_id])
    answer = at_the_desk.post(url, {**PAID, "paid_on": today(business), **wrong})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Payment.objects.exists()
    assert not Notice.objects.exists()


def test_a_statement_of_a_period_leaves(at_the_desk, tom, business):
    url = reverse("office-statement-new", args=[tom.family_id])
    answer = at_the_desk.post(url, {"since": today(business, -30), "until": today(business)}, follow=True)
    assert "The statement is on its way to tom.becker@example.net." in answer.content.decode()
    assert Notice.objects.get(kind=Kind.STATEMENT).to_address == "tom.becker@example.net"
    assert Event.objects.filter(verb=Verb.STATEMENT_SENT, subject=f"family:{tom.family_id}").exists()


def test_a_statement_needs_a_period_and_an_address(at_the_desk, tom, business):
    url = reverse("office-statement-new", args=[tom.family_id])
    backwards = at_the_desk.post(url, {"since": today(business), "until": today(business, -1)})
    assert (backwards.status_code, "The last day is before the first" in backwards.content.decode()) == (422, True)
    tom.family.guardians.update(active=False)
    nobody = at_the_desk.post(url, {"since": today(business, -1), "until": today(business)})
    assert (nobody.status_code, "has no email address" in nobody.content.decode()) == (422, True)
    assert not Notice.objects.exists()
