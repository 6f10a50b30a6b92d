"""Programs are read from the names of classes, as schools write them."""

import pytest

from saidyes.classes.models import Course
from saidyes.classes.programs import courses_in, program_of, programs_of


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("Swim Level 1 Tue 16:00", "Swim"),
        ("Swim Level 3 Thu 17:00", "Swim"),
        ("Swim Team Sat 8:00", "Swim Team"),
        ("Parent & Tot Swim Mon 9:00", "Parent & Tot Swim"),
        ("Gymnastics level 2 thursday 16:30", "Gymnastics"),
        ("Tumbling 4:00 pm", "Tumbling"),
        ("Sunshine Kids", "Sunshine Kids"),
        ("Monday Club", "Monday Club"),
        ("Level 2", "Level 2"),
    ],
)
def test_a_program_is_what_stands_before_level_day_and_time(name, program):
    assert program_of(name) == program


def test_a_school_has_the_programs_of_its_own_classes(business, lakeside):
    for name in ("Swim Level 1 Tue 16:00", "Swim Level 2 Wed 16:30", "Ninja Fri 18:00"):
        Course.objects.create(business=business, name=name)
    Course.objects.create(business=lakeside, name="Swim Level 9 Mon 7:00")
    assert programs_of(business) == ["Ninja", "Swim"]
    assert len(courses_in(business, ["Swim"])) == 2
