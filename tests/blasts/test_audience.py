"""Whom a blast is for: the staircase from classes to families to addresses."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from saidyes.blasts import audience
from saidyes.blasts.models import Blast
from saidyes.classes.enrolling import end_enrollment, enroll
from saidyes.classes.models import Course
from saidyes.families.archiving import set_active, set_archived
from saidyes.ledger.actors import SYSTEM, Source


@pytest.fixture
def swimming(business, dana, anja) -> Course:
    """Dana's daughter and Anja's swim."""
    course = Course.objects.create(business=business, name="Swim Level 1 Tue 4:00 pm")
    for guardian in (dana, anja):
        enroll(guardian.family.students.first(), course, actor=SYSTEM)
    return course


def blast_for(business, *courses: Course) -> Blast:
    chosen = audience.for_courses(course.pk for course in courses)
    return Blast(business=business, audience=chosen) if courses else Blast(business=business)


def keys_of(blast: Blast) -> list[str]:
    return sorted(audience.addresses_of(blast).values_list("key", flat=True))


def test_a_mailbox_that_two_families_share_is_chosen_once(business):
    assert keys_of(blast_for(business)).count("harbor.house@example.com") == 1


def test_everyone_counts_each_address_by_where_it_stands(business):
    assert audience.counts(blast_for(business)) == {
        "chosen": 8, "willing": 3, "opted_out": 3, "no_choice": 1, "cant_deliver": 1, "not_held": 0,
    }  # fmt: skip


def test_a_class_means_every_address_of_the_families_on_its_roll(business, swimming):
    assert keys_of(blast_for(business, swimming)) == [
        "dana.okafor@example.com",
        "dana@harborclinic.example",
        "emeka.okafor@example.org",
        "harbor.house@example.com",
        "tom.becker@example.net",
    ]


def test_a_student_who_left_the_class_takes_the_family_off_the_roll(business, swimming, dana):
    end_enrollment(swimming.enrollments.get(student__family=dana.family), actor=SYSTEM)
    assert "dana.okafor@example.com" not in keys_of(blast_for(business, swimming))


def test_an_archived_family_is_not_chosen(business, swimming, dana):
    set_archived(dana.family, archived=True, actor=SYSTEM, source=Source.OFFICE)
    for blast in (blast_for(business), blast_for(business, swimming)):
        assert "dana.okafor@example.com" not in keys_of(blast)


def test_an_inactive_guardian_is_not_chosen(business, dana):
    set_active(dana, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert "dana.okafor@example.com" not in keys_of(blast_for(business))


def test_the_school_next_door_is_never_reached(business, lakeside, iris):
    course = Course.objects.create(business=lakeside, name="Otters")
    enroll(iris.family.students.first(), course, actor=SYSTEM)
    assert keys_of(blast_for(business, course)) == []


def whom(business, kind: str, **more) -> list[str]:
    """Who is chosen, by first names of primary guardians."""
    families = audience.families_of(Blast(business=business, audience={"kind": kind, **more}))
    return sorted(families.filter(guardians__is_primary=True).values_list("guardians__first_name", flat=True))


def test_each_kind_of_audience_chooses_its_own_families(business, swimming, dana, tom, noor):
    diving = Course.objects.create(business=business, name="Diving Sat 10:00")
    for student in (tom.family.students.first(), noor.family.students.first()):
        end_enrollment(enroll(student, diving, actor=SYSTEM), actor=SYSTEM)
    business.students.update(born_on=None)
    dana.family.students.update(born_on=date(2020, 3, 1))
    with time_machine.travel("2026-02-28T20:00Z", tick=False):
        assert whom(business, "enrolled") == ["Dana", "Tom"]
        assert whom(business, "former") == ["Noor"]  # Tom’s family still swims
        assert whom(business, "programs", names=["Swim"]) == ["Dana", "Tom"]
        assert whom(business, "programs", names=["Diving"]) == []
        assert whom(business, "enrolled", ages=[5, 5]) == ["Dana"]
        assert whom(business, "everyone", ages=[6, 6]) == []
    with time_machine.travel("2026-03-01T20:00Z", tick=False):
        assert whom(business, "everyone", ages=[6, 6]) == ["Dana"]


def test_a_student_is_as_old_as_on_the_day_it_leaves(business, dana):
    business.students.exclude(family=dana.family).update(born_on=None)
    dana.family.students.update(born_on=date(2020, 3, 1))
    leaves = Blast(business=business, audience={"kind": "everyone", "ages": [6, 6]})
    with time_machine.travel("2026-02-20T20:00Z", tick=False):
        assert not audience.families_of(leaves).exists()
        leaves.due_at = datetime(2026, 3, 2, tzinfo=UTC)
        assert audience.families_of(leaves).get() == dana.family


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"kind": "enrolled"}, "Families enrolled now"),
        ({"kind": "former", "ages": [None, 4]}, "Former families with a student aged 4 or younger"),
        ({"kind": "programs", "names": ["Diving", "Swim"]}, "Diving, Swim"),
        ({"kind": "everyone", "ages": [3, 5]}, "All families with a student aged 3 to 5"),
        ({"kind": "everyone", "ages": [5, 5], "selection": "Fives"}, "Fives (All families with a student aged 5)"),
    ],
)
def test_every_audience_has_its_words(business, chosen, words):
    assert audience.in_words(Blast(business=business, audience=chosen)) == words


def test_the_audience_is_said_in_words(business, swimming):
    assert audience.in_words(blast_for(business)) == "All families"
    assert audience.in_words(blast_for(business, swimming)) == "Swim Level 1 Tue 4:00 pm"
    assert audience.families_of(blast_for(business, swimming)).count() == 2
