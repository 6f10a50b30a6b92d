"""Students and classes, payments and statements: each act sends its own transactional mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.classes.enrolling import AlreadyEnrolled, end_enrollment, enroll
from saidyes.classes.models import Payment
from saidyes.classes.paying import record_payment
from saidyes.classes.rolls import open_courses
from saidyes.classes.stating import NobodyToWriteTo, send_statement
from saidyes.families.adding import add_student
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Family
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.classes import EnrollForm, PaymentForm, StatementForm, StudentForm
from saidyes.office.families.views.record import find_family, head
from saidyes.office.pages import ask, posted

PAYMENTS_SHOWN = 20


@require_safe
@staff_only(Right.SEE_FAMILIES)
def students(request: StaffRequest, family_id: UUID) -> HttpResponse:
    return _students_page(request, find_family(request, family_id))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def new_student(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = StudentForm(posted(request), initial={"last_name": family.name})
    if not form.is_valid():
        page = {"family": family, "heading": "Add a student", "back": "office-family-students"}
        return ask(request, "office/families/people.html", form, **page)
    student = add_student(family, **form.cleaned_data)
    messages.success(request, f"Saved. {student.name} is now a student.")
    return redirect("office-family-students", family.pk)


@require_POST
@staff_only(Right.SEND_NOTICES)
def enroll_student(request: StaffRequest, family_id: UUID, student_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    student = get_object_or_404(family.students, pk=student_id)
    form = EnrollForm(request.business, student, request.POST)
    if not form.is_valid():
        return _students_page(request, family, form=form, status=422)
    try:
        enrollment = enroll(student, form.cleaned_data["course"], actor=request.actor)
    except AlreadyEnrolled:
        form.add_error("course", f"{student.first_name} is already in {form.cleaned_data['course']}")
        return _students_page(request, family, form=form, status=409)
    messages.success(request, f"{student.first_name} is enrolled in {enrollment.course}. {_told(family)}")
    return redirect("office-family-students", family.pk)


@require_POST
@staff_only(Right.SEND_NOTICES)
def leave_class(request: StaffRequest, family_id: UUID, enrollment_id: UUID) -> HttpResponse:
    enrolled = request.business.enrollments.filter(student__family=family_id).select_related("student", "course")
    enrollment = get_object_or_404(enrolled, pk=enrollment_id)
    end_enrollment(enrollment, actor=request.actor)
    messages.success(request, f"{enrollment.student.first_name} is no longer in {enrollment.course}.")
    return redirect("office-family-students", family_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.SEND_NOTICES)
def new_payment(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = PaymentForm(request.business.today, posted(request))
    if not form.is_valid():
        return ask(request, "office/families/payment.html", form, family=family, mailbox=mailbox_of(family))
    payment = record_payment(family, actor=request.actor, **form.cleaned_data)
    messages.success(request, f"Payment {payment.number} of {payment.shown_amount} is recorded. {_told(family)}")
    return redirect("office-family-students", family.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.SEND_NOTICES)
def new_statement(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = StatementForm(request.business.today, posted(request))
    if form.is_valid():
        try:
            notice = send_statement(family, actor=request.actor, **form.cleaned_data)
        except NobodyToWriteTo:
            form.add_error(None, "This family has no email address. Add one first.")
        else:
            messages.success(request, f"The statement is on its way to {notice.to_address}.")
            return redirect("office-family-students", family.pk)
    return ask(request, "office/families/statement.html", form, family=family, mailbox=mailbox_of(family))


def _students_page(
    request: StaffRequest, family: Family, *, form: EnrollForm | None = None, status: int = 200
) -> HttpResponse:
    rows = family.students.prefetch_related("enrollments__course")
    page = {
        **head(family, "office-family-students"),
        "rows": [(student, [e for e in student.enrollments.all() if e.ended_on is None]) for student in rows],
        "payments": Payment.objects.filter(family=family).order_by("-paid_on", "-number")[:PAYMENTS_SHOWN],
        "form": form,
        "courses": open_courses(request.business),
    }
    return render(request, "office/families/students.html", page, status=status)


def _told(family: Family) -> str:
    mailbox = mailbox_of(family)
    return f"The email is on its way to {mailbox.address}." if mailbox else "No email was sent: there is no address."
