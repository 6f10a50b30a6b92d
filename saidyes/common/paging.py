"""One page of a long list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

ROWS = 50


def page_of(rows: "QuerySet[Any] | list[Any]", number: str | None, size: int = ROWS) -> "Page[Any]":
    """The asked page; the first for nonsense, the last for a number past the end."""
    return Paginator(rows, size).get_page(number if number and number.isascii() and number.isdigit() else 1)
