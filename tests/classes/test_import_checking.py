"""A wrong cell refuses its row, by line, column, value and reason; the good rows load."""

from datetime import UTC, date, datetime

import pytest

from saidyes.classes import importing
from saidyes.families.models import Family
from tests.classes.exports import YES, file_of, loaded, reed, remarks_of


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Family ID", "", "Missing"),
        ("Family Name", "  ", "Missing"),
        ("Family Name", "x" * 101, "Use at most 100 characters"),
        ("Family Name", "Re\u202eed", "Remove the hidden or control characters"),
        ("Family Name", "Re\0ed".replace("\0", "\x07"), "Remove the hidden or control characters"),
        ("City", "Asto\nria", "Use one line only"),
        ("Created", "13/45/2025", "Not a date, such as 2026-03-31 16:30"),
        ("Created", "0001-01-01", "Not a date, such as 2026-03-31 16:30"),
        ("Created", "2026-03-08 02:30", "No such time: the clocks skip that hour"),
        ("Created", "2031-01-01", "In the future"),
        ("Guardian 1 Phone", "12", "Not a phone number"),
        ("Guardian 1 Email", "mara@@reed.example", "Not an email address"),
        ("Guardian 1 Email", "mara@reed.example\n", "Not an email address"),
        ("Guardian 1 Email 2", "a@x.example;b@x.example", "Not an email address"),
        ("Guardian 2 Email", "bo@reed.example", "A guardian needs a name"),
        ("Students", "Ana Reed (2031-01-01)", "Not written as: Name (birth date); Name (birth date)"),
        ("Classes", "Swim Team", "Not written as: First name: Class; First name: Class"),
        ("Email Blast", "yes please", "Neither Yes nor No"),
        ("Email Blast Date", "yesterday", "Not a date, such as 2026-03-31 16:30"),
        ("Email Blast Note", "x" * 10_001, "Longer than 10,000 characters"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_the_others_load(business, column, value, reason):
    families = Family.objects.filter(business=business).count()
    outcome = loaded(business, reed(1), reed(2, **{column: value}), reed(3))
    assert Family.objects.filter(business=business).count() == families + 2
    assert len(outcome.plan.refused) == 1
    result, line, named, said = remarks_of(outcome)[0]
    assert (result, line, said) == ("not_loaded", 3, reason)
    assert named == (column if column != "Guardian 2 Email" else "Guardian 2 First Name")
    assert outcome.refused_by_reason == {reason: 1}


def test_everything_that_is_wrong_with_a_row_is_said_at_once(business):
    row = reed(1, **{"Guardian 1 Email": "mara", "Guardian 1 Phone": "12", "Email Blast": "maybe"})
    outcome = loaded(business, row)
    assert {remark.column for remark in outcome.remarks} == {"Guardian 1 Email", "Guardian 1 Phone", "Email Blast"}
    assert sum(outcome.refused_by_reason.values()) == 1


def test_a_row_with_too_few_or_too_many_cells_is_refused(business):
    lines = file_of(reed(1), reed(2), reed(3)).decode().splitlines()
    plan = importing.plan("\n".join([lines[0], f"{lines[1]},", lines[2], lines[3][:-1]]).encode(), business)
    assert [row.line for row in plan.refused] == [2, 4]
    assert "The row has 23 cells, the first line 22" in [remark.reason for remark in plan.remarks]


def test_only_the_first_of_two_rows_with_one_id_loads(business):
    outcome = loaded(business, reed(1), reed(1, **{"Family Name": "Other"}))
    assert remarks_of(outcome) == [("not_loaded", 3, "Family ID", "An earlier row has this Family ID")]
    assert Family.objects.get(business=business, external_id="1").name == "Reed"


@pytest.mark.parametrize(
    ("country", "zone", "text", "moment"),
    [
        ("US", "America/Los_Angeles", "2026-02-03 16:30", datetime(2026, 2, 4, 0, 30, tzinfo=UTC)),
        ("US", "America/Los_Angeles", "2026-02-03T16:30:05", datetime(2026, 2, 4, 0, 30, 5, tzinfo=UTC)),
        ("US", "America/Los_Angeles", "2/3/2026 4:30 PM", datetime(2026, 2, 4, 0, 30, tzinfo=UTC)),
        ("US", "America/Los_Angeles", "2025-11-02 01:30", datetime(2025, 11, 2, 8, 30, tzinfo=UTC)),
        ("NZ", "Pacific/Auckland", "3/2/2026", datetime(2026, 2, 2, 11, 0, tzinfo=UTC)),
        ("CA", "America/Toronto", "2026-02-03", datetime(2026, 2, 3, 5, 0, tzinfo=UTC)),
    ],
)
def test_dates_are_in_the_schools_zone_and_written_as_in_its_country(business, country, zone, text, moment):
    business.country, business.time_zone = country, zone
    row = reed(1, Created=text, **{"Guardian 1 Phone": ""})
    plan = importing.plan(file_of(row), business)
    assert plan.rows[0].household.origin.created_at == moment


def test_a_day_that_could_be_two_is_not_guessed_in_canada(business):
    business.country = "CA"
    assert importing.plan(file_of(reed(1, Created="3/2/2026")), business).rows == []


def test_surnames_are_told_from_first_names(business):
    cells = {"Students": "Davi Miguel Reed (2021-03-15); Ana van der Berg ; Bo", "Guardian 1 Last Name": "van der Berg"}
    children = importing.plan(file_of(reed(1, **cells)), business).rows[0].household.children
    assert [(child.first_name, child.last_name, child.born_on) for child in children] == [
        ("Davi Miguel", "Reed", date(2021, 3, 15)),
        ("Ana", "van der Berg", None),
        ("Bo", "", None),
    ]


@pytest.mark.parametrize(
    ("students", "classes", "courses", "reason"),
    [
        ("Ada Reed; Bo Reed", "ada: Swim; Bo Reed: Dive; Ada: Swim", [(0, "Swim"), (1, "Dive")], None),
        ("Ada Reed", "Cy: Swim", [], "No student of the family has this first name: not enrolled"),
        ("Jo Reed; Jo Reed", "Jo: Swim", [], "Several students have this first name: not enrolled"),
        (
            "Jo Reed; Jo Reed",
            "Jo: Swim Sat 8:00; Jo: Dive",
            [(0, "Swim Sat 8:00"), (1, "Dive")],
            "Several students have this first name: enrolled in the order of the file",
        ),
    ],
)
def test_classes_go_to_the_child_that_is_named_and_doubt_is_said(business, students, classes, courses, reason):
    plan = importing.plan(file_of(reed(1, Students=students, Classes=classes, **YES)), business)
    assert list(plan.rows[0].courses) == courses
    assert [remark.reason for remark in plan.remarks] == ([reason] if reason else [])
