"""Whose rows this process, and within it this request, may see and write: one school's, no school's, or every school's.

Nothing is seen until somebody says so. What was said can only be narrowed: a request that is one school's never
becomes another's, or everybody's.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

NOBODYS, EVERYBODYS = "", "every"

Some = TypeVar("Some")


class OutOfReach(Exception):
    """Whoever is one school's asked for another's rows."""


class Process:
    """What holds where nothing was said: pages begin with nothing, commands with everything."""

    rows = NOBODYS


_said: ContextVar[str | None] = ContextVar("whose", default=None)


def rows() -> str:
    """As PostgreSQL is told."""
    said = _said.get()
    return Process.rows if said is None else said


def this_process_is_everybodys() -> None:
    """For commands and the worker, which serve all schools. Never for what answers browsers."""
    Process.rows = EVERYBODYS


def must_see(business_id: UUID) -> None:
    """`OutOfReach` where the rows of this school are hidden: whoever counts them would find none, and no fault."""
    if rows() not in (EVERYBODYS, str(business_id)):
        raise OutOfReach


@contextmanager
def of_school(business_id: UUID) -> Iterator[None]:
    """Only the rows of this one. `OutOfReach` within another's."""
    wanted = str(business_id)
    if _said.get() not in (None, NOBODYS, EVERYBODYS, wanted):
        raise OutOfReach
    with _saying(wanted):
        yield


@contextmanager
def of_no_school() -> Iterator[None]:
    """No rows, until it is known whose."""
    with _saying(NOBODYS):
        yield


@contextmanager
def of_every_school() -> Iterator[None]:
    """For the doors of machines. `OutOfReach` for whoever is one school's, or nobody's."""
    if _said.get() not in (None, EVERYBODYS):
        raise OutOfReach
    with _saying(EVERYBODYS):
        yield


def count_everywhere(found: QuerySet[Any]) -> int:
    """How many there are in all schools together: all that a request may learn of the others is a number."""
    with _saying(EVERYBODYS):
        return found.count()


def of_school_to_the_end(business_id: UUID, content: Iterable[Some]) -> Iterator[Some]:
    """What is made only while it is sent, after the request is over."""
    parts = iter(content)
    while True:
        with of_school(business_id):
            try:
                part = next(parts)
            except StopIteration:
                return
        yield part


@contextmanager
def _saying(rows: str) -> Iterator[None]:
    token = _said.set(rows)
    try:
        yield
    finally:
        _said.reset(token)
