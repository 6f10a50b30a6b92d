"""What there is to say about a cell, and what came of its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from saidyes.common.csv import unguarded


class Result(TextChoices):
    """What came of the row that a remark is about; the label is what the person reads."""

    NOT_LOADED = "not_loaded", "Not loaded"
    NO_YES = "no_yes", "Loaded without the yes"
    CHECK = "check", "Loaded, please check"
    NOTED = "noted", "Please note"


@dataclass(frozen=True)
class Remark:
    """One cell, one reason. `line` is 0 and the value empty when it is about a whole column or file."""

    result: Result
    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        value = "".join(letter if letter.isprintable() else " " for letter in self.value)  # it goes to a terminal
        where = [f"line {self.line}" if self.line else "", self.column, f"“{value}”" if value else ""]
        return f"{', '.join(part for part in where if part) or 'the file'}: {self.reason}"

    @classmethod
    def read(cls, cells: Sequence[str]) -> "Remark":
        """What `cells` wrote."""
        label, line, column, value, reason = map(unguarded, cells)
        [result] = [one for one in Result if one.label == label]
        return cls(result, int(line or 0), column, value, reason)

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.result.label, str(self.line or ""), self.column, self.value, self.reason)
