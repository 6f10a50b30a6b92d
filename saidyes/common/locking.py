"""Rows that an act holds still, so that two at once take turns."""

from typing import Self, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class LockingQuerySet(QuerySet[Row]):
    """For models whose rows are locked before they are changed."""

    def locked(self) -> Self:
        """Whoever else locks or changes one waits until the transaction ends. `no_key`: whoever only refers to one, as
        a letter does to its school and a blast that is being filled to its addresses, neither waits nor deadlocks.
        """
        return self.select_for_update(of=("self",), no_key=True)
