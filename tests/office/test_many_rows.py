"""What a page asks the database does not grow with what it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saidyes.classes import importing
from tests.classes.exports import NO, THEO, file_of, reed

LISTS = (
    "/office/",
    "/office/families/",
    "/office/families/?q=reed&sort=-created",
    "/office/families/?standing=opted_out",
    "/office/audit-log/?kind=all",
    "/office/reports/new-family-accounts/",
    "/office/reports/unsubscribed-families/?sort=-opted_out",
)


@pytest.fixture
def asked(office, marisol):
    """How many statements each list takes; the first visit, when files are read, is not counted."""
    browser = office(marisol)

    def count(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    return lambda: {path: count(path) for path in LISTS}


def test_many_families_take_no_more_statements_than_one(business, asked):
    def move_in(*numbers: int) -> None:
        importing.load(importing.plan(file_of(*(reed(number, **NO) for number in numbers)), business), actor=THEO)

    move_in(1)
    few = asked()
    move_in(*range(2, 15))
    assert asked() == few
    assert max(few.values()) <= 30
