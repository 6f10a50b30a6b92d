"""The children of a row, and what they are enrolled in: two cells that hold lists."""

import re

from saidyes.classes.importing.cells import Cells, birth_date
from saidyes.classes.importing.remarks import Result
from saidyes.families.moving_in import Child

STUDENT = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<born_on>[^()]*)\))?")
LONGEST_LIST, LONGEST_NAME = 5000, 100

NO_STUDENT = "Not written as: Name (birth date); Name (birth date)"
NO_CLASS = "Not written as: First name: Class; First name: Class"
NO_SUCH_CHILD = "No student of the family has this first name: not enrolled"
NAMESAKES = "Several students have this first name: enrolled in the order of the file"
WHICH = "Several students have this first name: not enrolled"


def children_of(cells: Cells) -> tuple[Child, ...]:
    """`Ada Okafor (2018-02-03); Davi Miguel Cunha (2021-03-15)`; the date may be left out."""
    read = [_child(cells, text) for text in _parts(cells.lines_of("Students", LONGEST_LIST))]
    return tuple(child for child in read if child)


def courses_of(cells: Cells, children: tuple[Child, ...]) -> tuple[tuple[int, str], ...]:
    """`Ada: Swim Team Sat 8:00`: the place of a child in the row, and the name of a class.

    A name that no child has, or that does not say which one, enrolls nobody; that is remarked upon.
    """
    wanted: dict[str, list[str]] = {}
    for text in _parts(cells.lines_of("Classes", LONGEST_LIST)):
        name, _, course = (part.strip() for part in text.partition(":"))
        if not (name and course) or len(course) > LONGEST_NAME:
            cells.refuse("Classes", NO_CLASS)
        wanted.setdefault(name.casefold(), []).append(course)
    pairs = [pair for name, courses in wanted.items() for pair in _enrolled(cells, name, courses, children)]
    return tuple(dict.fromkeys(pairs))


def _child(cells: Cells, text: str) -> Child | None:
    found = STUDENT.fullmatch(text)
    born = found["born_on"] if found else None
    born_on = birth_date(born) if born else None
    if found is None or len(found["name"]) > LONGEST_NAME or (born is not None and born_on is None):
        cells.refuse("Students", NO_STUDENT)
        return None
    return Child(*_names(cells, found["name"]), born_on)


def _names(cells: Cells, name: str) -> tuple[str, str]:
    """First and last name: by a surname of the family or its guardians, else the last word."""
    surnames = {cells.text(f"{whose} Name") for whose in ("Family", "Guardian 1 Last", "Guardian 2 Last")} - {""}
    for surname in sorted(surnames, key=len, reverse=True):
        if name.casefold().endswith(f" {surname.casefold()}"):
            return name[: -len(surname)].strip(), name[-len(surname) :]
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


def _enrolled(cells: Cells, name: str, courses: list[str], children: tuple[Child, ...]) -> list[tuple[int, str]]:
    meant = [place for place, child in enumerate(children) if name in _calls(child)]
    if len(meant) == 1:
        return [(meant[0], course) for course in courses]
    if meant and len(meant) == len(courses):
        cells.remark(Result.CHECK, "Classes", NAMESAKES)
        return list(zip(meant, courses, strict=True))
    cells.remark(Result.CHECK, "Classes", WHICH if meant else NO_SUCH_CHILD)
    return []


def _calls(child: Child) -> tuple[str, str]:
    return child.first_name.casefold(), f"{child.first_name} {child.last_name}".casefold()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
