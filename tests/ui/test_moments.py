from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from saidyes.ui.moments import MomentField

ASTORIA = ZoneInfo("America/Los_Angeles")


def test_a_moment_is_the_time_on_the_wall_of_the_school():
    field = MomentField(zone=ASTORIA)
    moment = field.clean("2026-03-12T09:20")
    assert moment == datetime(2026, 3, 12, 16, 20, tzinfo=UTC)
    assert field.prepare_value(moment) == "2026-03-12T09:20"


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(ValidationError, match="The clocks skip that hour"):
        MomentField(zone=ASTORIA).clean("2026-03-08T02:30")


def test_an_hour_that_comes_twice_means_the_first():
    assert MomentField(zone=ASTORIA).clean("2026-11-01T01:30") == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@time_machine.travel(datetime(2026, 3, 12, 16, 20, 41, tzinfo=UTC), tick=False)
def test_the_present_minute_means_now():
    assert MomentField(zone=ASTORIA).clean("2026-03-12T09:20") == datetime(2026, 3, 12, 16, 20, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["soon", "2026-02-30T10:00", "0001-01-01T00:00", "10000-01-01T00:00", "2026-03-12T09:20Z"]
)
def test_what_is_no_moment_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter a date and a time"):
        MomentField(zone=ASTORIA).clean(typed)
