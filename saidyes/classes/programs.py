"""Programs: what several classes have in common, by the words their names begin with.

No school's export has a column for them, but its classes are named by them: `Swim Level 1 Tue 16:00` and `Swim
Level 3 Thu 17:00` are the program Swim, `Parent & Tot Swim Mon 9:00` is one of its own.
"""

import re
from collections.abc import Collection
from uuid import UUID

from saidyes.businesses.models import Business

DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
TIME = r"\d{1,2}(?::\d\d|\s*[ap]\.?m\b)"
REST = re.compile(rf"\s+(?:(?:level|{DAY})\b|{TIME}).*", re.IGNORECASE | re.DOTALL)


def program_of(name: str) -> str:
    """`Swim` for `Swim Level 1 Tue 16:00`: a name up to its level, its day or its time."""
    return REST.sub("", name) or name


def programs_of(business: Business) -> list[str]:
    """The programs with a class that is held, by name."""
    names = business.courses.filter(archived_at=None).values_list("name", flat=True)
    return sorted({program_of(name) for name in names}, key=str.casefold)


def courses_in(business: Business, programs: Collection[str]) -> list[UUID]:
    """The ids of their classes, former ones too, whose rolls may not be empty yet."""
    courses = business.courses.values_list("pk", "name")
    return [key for key, name in courses if program_of(name) in programs]
