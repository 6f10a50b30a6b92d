"""A long list, a part at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

ROWS = 50

Row = TypeVar("Row")


def page_of(rows: "QuerySet[Any] | list[Any]", number: str | None, size: int = ROWS) -> "Page[Any]":
    """The asked page; the first for nonsense, the last for a number past the end."""
    return Paginator(rows, size).get_page(number if number and number.isascii() and number.isdigit() else 1)


def in_chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """So many at a time: no long list is held in memory, and no statement names too many ids."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
