"""Whose children are on a roll: the first step of the staircase to whom a blast may go."""

from django.utils.timezone import now

from saidyes.classes.enrolling import end_enrollment, enroll
from saidyes.classes.models import Course
from saidyes.classes.rolls import families_on, open_courses
from tests.classes.conftest import student_of


def test_families_stand_once_however_many_children_are_enrolled(business, desk, swim_team, dana, tom):
    diving = Course.objects.create(business=business, name="Diving Sat 10:00")
    enroll(student_of(dana, "Ada"), swim_team, actor=desk)
    enroll(student_of(dana, "Zik"), swim_team, actor=desk)
    enroll(student_of(dana, "Ada"), diving, actor=desk)
    enroll(student_of(tom, "Mila"), diving, actor=desk)
    assert list(families_on(business, [swim_team.pk])) == [dana.family]
    assert set(families_on(business, [swim_team.pk, str(diving.pk)])) == {dana.family, tom.family}


def test_ended_enrollments_and_archived_families_are_left_out(business, desk, swim_team, dana, tom, noor):
    enroll(student_of(dana, "Ada"), swim_team, actor=desk)
    end_enrollment(enroll(student_of(tom, "Mila"), swim_team, actor=desk), actor=desk)
    enroll(student_of(noor, "Sami"), swim_team, actor=desk)
    noor.family.archived_at = now()
    noor.family.save()
    assert list(families_on(business, [swim_team.pk])) == [dana.family]
    assert open_courses(business).get().families == 1


def test_the_class_of_another_school_reaches_nobody(business, lakeside, desk, iris):
    trampoline = Course.objects.create(business=lakeside, name="Trampoline Wed 17:00")
    enroll(student_of(iris, "Fern"), trampoline, actor=desk)
    assert not families_on(business, [trampoline.pk]).exists()
    assert list(families_on(lakeside, [trampoline.pk])) == [iris.family]
    assert not open_courses(business).exists()
