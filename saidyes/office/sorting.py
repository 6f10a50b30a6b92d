"""Lists that their reader orders: a link in the head of a column, and its direction in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy


@dataclass(frozen=True)
class Head:
    """The head of a column: `sort` is what a click asks for, `direction` how the list is ordered by it now."""

    sort: str
    direction: str = ""


class Sorting:
    """`orders` names each column as its first click asks for it (`-created`: newest first), and what lies behind it.

    The first of them orders a list until somebody asks; a word that is no column is as good as none.
    """

    def __init__(self, orders: Mapping[str, Sequence[str]], asked: str = "") -> None:
        self._columns = {name.lstrip("-"): fields for name, fields in orders.items()}
        self._first_clicks = {name.lstrip("-"): name for name in orders}
        self._chosen = asked if asked.removeprefix("-") in self._columns else next(iter(orders))

    @property
    def fields(self) -> list[OrderBy]:
        """For `order_by`: one direction for all that lies behind the column."""
        falls = self._chosen.startswith("-")
        return [OrderBy(F(name), descending=falls) for name in self._columns[self._chosen.lstrip("-")]]

    @property
    def heads(self) -> dict[str, Head]:
        return {name: self._head(name) for name in self._columns}

    def _head(self, name: str) -> Head:
        if self._chosen == name:
            return Head(f"-{name}", "ascending")
        if self._chosen == f"-{name}":
            return Head(name, "descending")
        return Head(self._first_clicks[name])
