from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template

from saidyes.common import times

SCHOOL = SimpleNamespace(zone=ZoneInfo("America/Los_Angeles"), country="US")
OPTED_OUT = datetime(2026, 2, 20, 15, 42, tzinfo=UTC)


def show(template: str, **values) -> str:
    return Template("{% load ui %}" + template).render(Context({"school": SCHOOL, **values}))


def test_a_moment_is_shown_in_the_zone_of_the_school():
    html = show("{{ when|moment:school }}", when=OPTED_OUT)
    assert html == '<time datetime="2026-02-20T15:42:00+00:00">Feb 20, 2026, 7:42 am</time>'


def test_a_day_is_the_day_it_was_at_the_school():
    html = show("{{ when|day:school }}", when=datetime(2026, 3, 4, 3, 0, tzinfo=UTC))
    assert html == '<time datetime="2026-03-03">Mar 3, 2026</time>'


def test_a_plain_date_does_not_move():
    assert show("{{ when|day:school }}", when=date(2026, 3, 3)) == '<time datetime="2026-03-03">Mar 3, 2026</time>'


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "12:05 am"), (19, "11:05 am"), (20, "12:05 pm"), (7, "11:05 pm"), (21, "1:05 pm")]
)
def test_noon_and_midnight_are_twelve(hour, words):
    assert times.clock(datetime(2026, 1, 14, hour, 5, tzinfo=UTC), SCHOOL.zone) == words


def test_nothing_is_shown_for_a_moment_that_never_came():
    assert show("{{ when|moment:school }}{{ when|day:school }}{{ when|clock_time:school }}", when=None) == ""


@time_machine.travel(datetime(2026, 3, 13, 2, 0, tzinfo=UTC), tick=False)
def test_today_is_the_day_at_the_school():
    assert "Thursday, March 12, 2026" in show("{% today_in school %}")
    assert "Mar 12, 2026, 7:00 pm" in show("{% now_in school %}")


def test_a_phone_number_is_shown_as_people_at_home_write_it():
    assert show("{{ number|phone:school }}", number="+15035550142") == "(503) 555-0142"
    assert show("{{ number|phone:school }}", number="+6495550142") == "+64 9 555 0142"
    assert show("{{ number|phone:school }}", number="") == ""


def test_an_address_is_masked_but_for_its_first_letter():
    assert show("{{ address|masked }}", address="dana.okafor@example.com") == "d•••@example.com"


@pytest.mark.parametrize(
    ("name", "letters"), [("Marisol Vega", "MV"), ("Cher", "C"), ("ana maria de sá", "AS"), ("", "?")]
)
def test_initials_are_the_first_and_the_last(name, letters):
    assert show("{{ name|initials }}", name=name) == letters


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in show('{% icon "edit" "small" %}')


@pytest.mark.parametrize(
    ("spelling", "html"),
    [
        ("dana@example.com", "dana<wbr>@example.com"),
        ('"a@b"@example.com', "&quot;a@b&quot;<wbr>@example.com"),
        ("erased", "erased"),
        ("", ""),
    ],
)
def test_an_address_breaks_before_its_sign(spelling, html):
    assert show("{{ spelling|address }}", spelling=spelling) == html
