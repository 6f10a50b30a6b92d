"""What came, or would come, of a file: counts, and what there is to say about its rows."""

from collections import Counter
from dataclasses import dataclass, field

from saidyes.classes.importing.checking import Plan
from saidyes.classes.importing.remarks import Remark, Result

COUNTED = ("done", "new", "known", "students", "enrollments", "choices")


@dataclass
class Outcome:
    """`standings` counts the addresses of the good rows, where they stand in the end."""

    plan: Plan
    done: int = 0  # rows, the refused ones too
    new: int = 0  # families
    known: int = 0  # families that were there before, and stay as the office has them
    students: int = 0
    enrollments: int = 0
    choices: int = 0  # recorded now; the others stood already
    standings: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTED}

    @property
    def is_read(self) -> bool:
        return self.done >= self.plan.read

    @property
    def refused_by_reason(self) -> dict[str, int]:
        """How many rows were refused, by the first thing that is wrong with each; the most frequent first."""
        refused = [remark for remark in self.remarks if remark.result == Result.NOT_LOADED]
        first = {remark.line: remark.reason for remark in reversed(refused)}
        return dict(Counter(first.values()).most_common())

    def add(self, counts: dict[str, int], remarks: list[Remark]) -> None:
        """What came of some more of its rows."""
        for name, count in counts.items():
            setattr(self, name, getattr(self, name) + count)
        self.remarks = sorted(self.remarks + remarks, key=lambda remark: remark.line)
