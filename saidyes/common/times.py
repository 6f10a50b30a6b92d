"""A moment as people read it, in the school's own zone: `Mar 3, 2026, 7:42 am`."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def moment(when: datetime, zone: ZoneInfo) -> str:
    """`Mar 3, 2026, 7:42 am`."""
    return f"{day(when, zone)}, {clock(when, zone)}"


def day(when: date, zone: ZoneInfo) -> str:
    """`Mar 3, 2026`; a plain date is the day it says, whatever the zone."""
    return _day(when.astimezone(zone).date() if isinstance(when, datetime) else when)


def clock(when: datetime, zone: ZoneInfo) -> str:
    """`7:42 am`."""
    local = when.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def weekday_and_day(when: date, zone: ZoneInfo) -> str:
    """`Thursday, March 12, 2026`."""
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    return f"{local:%A}, {local:%B} {local.day}, {local.year}"


@lru_cache(maxsize=1024)
def _day(local: date) -> str:
    return f"{local:%b} {local.day}, {local.year}"
