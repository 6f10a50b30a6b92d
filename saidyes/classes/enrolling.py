"""A student joins a class or leaves it; the family is told by a transactional mail, whatever its choice."""

from django.db import transaction

from saidyes.classes.models import Course, Enrollment
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Family, Student
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice


class AlreadyEnrolled(Exception):
    """The student is on this roll."""


@transaction.atomic
def enroll(student: Student, course: Course, *, actor: Actor) -> Enrollment:
    """On the roll from today, by the school's calendar; `AlreadyEnrolled` when they are.

    The confirmation goes out with this transaction; a family without an address gets none.
    """
    family = Family.objects.locked().select_related("business").get(pk=student.family_id)
    if course.enrollments.filter(student=student, ended_on=None).exists():
        raise AlreadyEnrolled
    enrollment = Enrollment.objects.create(
        business_id=family.business_id,
        course=course,
        student=student,
        enrolled_on=family.business.today,
    )
    facts = {"course": str(course.pk), "student": str(student.pk)}
    record(Verb.ENROLLED, Subject.of(family), actor=actor, source=Source.OFFICE, facts=facts)
    _confirm(enrollment, family)
    return enrollment


@transaction.atomic
def end_enrollment(enrollment: Enrollment, *, actor: Actor) -> None:
    """Off the roll from today. The row stays; ending it twice changes nothing."""
    family = Family.objects.locked().select_related("business").get(pk=enrollment.student.family_id)
    if Enrollment.objects.filter(pk=enrollment.pk, ended_on=None).update(ended_on=family.business.today):
        facts = {"course": str(enrollment.course_id), "student": str(enrollment.student_id)}
        record(Verb.ENROLLMENT_ENDED, Subject.of(family), actor=actor, source=Source.OFFICE, facts=facts)


def _confirm(enrollment: Enrollment, family: Family) -> None:
    mailbox = mailbox_of(family)
    if mailbox:
        told = {"guardian": mailbox.name, "student": enrollment.student.name, "course": enrollment.course.name}
        leave_notice(Kind.ENROLLMENT_CONFIRMATION, business=family.business, mailbox=mailbox, data=told)
