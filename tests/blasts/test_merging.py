"""Merge fields are a fixed list; everything else in braces is said to be wrong, or stays literally what it is."""

import pytest

from saidyes.blasts.merging import FIELDS, check, or_instead, with_slots
from saidyes.mail import slots
from saidyes.mail.slots import names_in

NOBODY = dict.fromkeys(FIELDS.values(), "")
DANA = NOBODY | {"guardian_first_name": "Dana", "family_name": "Okafor", "school_name": "Tidewater Swim & Gym"}


def fill(text, values):
    return slots.fill(with_slots(text), or_instead(values))


def test_every_field_of_the_list_is_known():
    text = " ".join(f"{{{{ {field} }}}}" for field in FIELDS)
    assert check(text) == []
    assert names_in(with_slots(text)) == set(FIELDS.values())


@pytest.mark.parametrize(
    "written", ["{{guardian first name}}", "{{  Guardian First\tName }}", "{{ guardian first name }}"]
)
def test_a_field_may_be_written_as_people_write(written):
    assert check(written) == []
    assert fill(f"Hi {written},", DANA) == "Hi Dana,"


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("{{ frist name }}", "guardian first name"),
        ("{{ first_name }}", "guardian first name"),
        ("{{ famly }}", "family name"),
    ],
)
def test_an_unknown_field_is_named_with_its_nearest_neighbour(written, near):
    [problem] = check(f"Hi {written}")
    assert problem.endswith(f"Did you mean “{near}”?")
    assert written.strip("{} ").replace("_", " ") in problem.replace("_", " ")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ settings.SECRET_KEY }}",
        "{{ ''.__class__ }}",
        '{{ env "DB_PASSWORD" }}',
        "{{ 7*7 }}",
        "{{ guardian first name|safe }}",
        "{{}}",
    ],
)
def test_no_field_is_ever_an_expression(attack):
    [problem] = check(attack)
    assert "is not a field" in problem
    assert fill(attack, DANA) == attack


@pytest.mark.parametrize(
    "text", ["{% debug %}", "{% load x %}", "${7*7}", "<%= 7*7 %>", "{ 7*7 }", "{guardian first name}"]
)
def test_other_template_languages_are_plain_text(text):
    assert check(text) == []
    assert fill(text, DANA) == text


@pytest.mark.parametrize("text", ["{{ first_name }", "Hi {{ guardian first name", "guardian }}", "{{ {{ x }}"])
def test_half_a_field_is_a_problem(text):
    assert any("two braces" in problem for problem in check(text))
    assert "49" not in fill(text, DANA)


def test_no_childs_name_goes_into_a_header():
    assert check("News for {{ student first names }}") == []
    assert check("News for {{ student first names }}", in_header=True) == [
        "“student first names” can only stand in the message"
    ]


def test_where_a_name_is_missing_the_sentence_still_reads_well():
    assert (
        fill("Hi {{ guardian first name }}, bring {{ student first names }}.", NOBODY)
        == "Hi there, bring your children."
    )


def test_typed_marks_cannot_pretend_to_be_a_field():
    assert names_in(with_slots("\ue000unsubscribe_url\ue001")) == set()


def test_a_value_is_never_filled_in_again():
    assert fill("{{ family name }}", NOBODY | {"family_name": "{{ school name }}"}) == "{{ school name }}"


@pytest.mark.parametrize(
    "text", ["{{" + " " * 200_000, "{{ x }}" * 30_000, "{" * 200_000, "{{" + "a " * 100_000 + "}}"]
)
def test_no_text_is_too_much_to_check(text):
    assert check(text)
    with_slots(text)
