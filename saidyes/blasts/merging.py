"""Merge fields: the few things about a family that an author may put into a blast, as `{{ guardian first name }}`.

A fixed list and a plain replacement. No template engine is ever given what staff write.
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from saidyes.mail.slots import slot, without_marks

FIELDS = {
    "guardian first name": "guardian_first_name",
    "guardian last name": "guardian_last_name",
    "family name": "family_name",
    "student first names": "student_first_names",
    "school name": "school_name",
}
NOT_IN_A_HEADER = frozenset({"student first names"})  # no child's name where mail servers log it (GDPR 5(1)(c))
INSTEAD = {"guardian_first_name": "there", "student_first_names": "your children"}
FIELD = re.compile(r"\{\{([^{}]*)\}\}")
LIKE = 0.65  # of 1: two spellings of one word
SAID_AT_ONCE = 5
LOOSE = re.compile(r"\{\{|\}\}")


def check(text: str, *, in_header: bool = False) -> list[str]:
    """What is wrong with the merge fields of a text, as sentences for its author; empty when nothing is."""
    written = list(dict.fromkeys(_name(match[1]) for match in FIELD.finditer(text)))
    unknown = [name for name in written if name not in FIELDS]
    problems = [_unknown(name) for name in unknown[:SAID_AT_ONCE]]
    if in_header:
        problems += [f"“{name}” can only stand in the message" for name in written if name in NOT_IN_A_HEADER]
    if LOOSE.search(FIELD.sub("", text)):
        problems.append(_unclosed(FIELD.sub("", text)))
    return problems


def with_slots(text: str) -> str:
    """The text with a slot for every known field; anything else in braces stays as it was written."""
    return FIELD.sub(_slot_or_same, without_marks(text))


def or_instead(values: Mapping[str, str]) -> dict[str, str]:
    """The values by slot name, with something that reads well where one is missing: `Hi there,`."""
    return {name: value or INSTEAD.get(name, "") for name, value in values.items()}


def _name(written: str) -> str:
    return " ".join(written.split()).lower()


def _slot_or_same(match: re.Match[str]) -> str:
    name = FIELDS.get(_name(match[1]))
    return slot(name) if name else match[0]


def _unknown(name: str) -> str:
    near = _nearest(name)
    known = f"Did you mean “{near}”?" if near else f"You can use {_listed()}."
    return f"“{name[:60]}” is not a field. {known}"


def _unclosed(rest: str) -> str:
    near = _nearest(_name(rest.partition("{{")[2].partition("}")[0])) or next(iter(FIELDS))
    return f"Write a field with two braces on both sides, like {{{{ {near} }}}}"


def _nearest(name: str) -> str:
    """The field whose words are most like those of the name, the first of equals; empty when none is like it."""
    likeness = {field: _likeness(name.replace("_", " ").split()[:5], field) for field in FIELDS}
    nearest = max(FIELDS, key=lambda field: likeness[field])
    return nearest if likeness[nearest] > LIKE else ""


def _likeness(written: list[str], field: str) -> float:
    best = [max(SequenceMatcher(None, word[:30], known).ratio() for known in field.split()) for word in written]
    return sum(best) / len(best) if best else 0


def _listed() -> str:
    *first, last = [f"“{name}”" for name in FIELDS]
    return f"{', '.join(first)} and {last}"
