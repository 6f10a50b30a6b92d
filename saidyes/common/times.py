"""A moment as people read it, in the school's own zone: `Mar 3, 2026, 7:42 am`. Families read it in their language."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from saidyes.common import languages


def moment(when: datetime, zone: ZoneInfo) -> str:
    """`Mar 3, 2026, 7:42 am`; `3 mars 2026, 7 h 42`."""
    return f"{day(when, zone)}, {clock(when, zone)}"


def day(when: date, zone: ZoneInfo, language: str = "") -> str:
    """`Mar 3, 2026`, `3 mar 2026`; a plain date is the day it says, whatever the zone. `language`: instead of the one
    that is spoken, where many letters are made.
    """
    local = when.astimezone(zone).date() if isinstance(when, datetime) else when
    return _day(local, language or languages.current())


def clock(when: datetime, zone: ZoneInfo) -> str:
    """`7:42 am`, `7:42 a.m.`, `07 h 42`."""
    local, language = when.astimezone(zone), languages.current()
    if language != languages.MAIN:
        return format_time(local, "short", locale=languages.LOCALES[language])
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def weekday_and_day(when: date, zone: ZoneInfo) -> str:
    """`Thursday, March 12, 2026`."""
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    return format_date(local, "full", locale=languages.LOCALES[languages.current()])


@lru_cache(maxsize=1024)
def _day(local: date, language: str) -> str:
    if language != languages.MAIN:
        return format_date(local, "medium", locale=languages.LOCALES[language])
    return f"{local:%b} {local.day}, {local.year}"
