"""S10: who is new, by the school's calendar, and how to reach them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from saidyes.families.adding import Home, Person, add_family, add_guardian
from saidyes.families.archiving import set_active
from saidyes.families.holding import take
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.reports import new_family_accounts
from saidyes.reports.period import Period

EVER = Period()


def rows_of(business, period=EVER) -> list[new_family_accounts.Row]:
    return list(new_family_accounts.rows(new_family_accounts.families(business, period)))


def row_of(guardian) -> new_family_accounts.Row:
    return next(row for row in rows_of(guardian.business) if row.family == guardian.family)


def created(business, moment: datetime) -> Family:
    family = add_family(business, "Borderline", Home(), actor=SYSTEM, source=Source.OFFICE)
    Family.objects.filter(pk=family.pk).update(created_at=moment)
    return family


def test_all_guardians_the_address_of_the_home_a_phone_and_the_primary_email(dana):
    cells = row_of(dana).cells(dana.business)
    assert cells[1:5] == [
        "Dana Okafor; Emeka Okafor",
        "118 Commercial Street, Astoria, OR 97103",
        "(503) 555-0188",
        "dana.okafor@example.com",
    ]
    assert cells[-1] == "Opted in"


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 5)], ids=["23 h", "25 h", "24 h"])
def test_a_day_is_as_long_as_it_is_there(business, day):
    start, end = Period(day, day).bounds(business.zone)
    hours = (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 3600
    assert hours == {date(2026, 3, 8): 23, date(2026, 11, 1): 25}.get(day, 24)
    first, last, _ = created(business, start), created(business, end - timedelta(seconds=1)), created(business, end)
    listed = {row.family for row in rows_of(business, Period(day, day))}
    assert listed == {first, last}


def test_newest_first_and_nothing_of_the_school_next_door(business, lakeside, iris):
    old = created(business, datetime(2020, 1, 1, tzinfo=UTC))
    rows = rows_of(business)
    assert rows[-1].family == old
    assert iris.family not in {row.family for row in rows}


def test_the_next_guardian_answers_where_the_primary_one_has_nothing(business, dana, emeka):
    for held in dana.held_addresses.all():
        take(held, actor=SYSTEM, source=Source.OFFICE)
    Guardian.objects.filter(pk=dana.pk).update(phone="")
    row = row_of(dana)
    assert (row.email, row.phone) == ("emeka.okafor@example.org", "+15035550111")
    set_active(emeka, active=False, actor=SYSTEM, source=Source.OFFICE)
    row = row_of(dana)
    assert (row.email, row.phone, row.shown) == ("", "", "")
    assert [guardian.first_name for guardian in row.guardians] == ["Dana"]


def test_many_families_take_no_more_questions_than_few(business, django_assert_num_queries):
    for number in range(30):
        family = add_family(business, f"Many {number}", Home(), actor=SYSTEM, source=Source.OFFICE)
        add_guardian(family, Person("A", "B", "", f"a{number}@many.example"), actor=SYSTEM, source=Source.OFFICE)
    with django_assert_num_queries(3):
        rows = rows_of(business)
        assert len([row.cells(business) for row in rows]) == 35
