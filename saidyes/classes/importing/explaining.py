"""What came of a file, for people: counts in lines, and every remark in a file of their own."""

from collections.abc import Iterator

from saidyes.classes.importing.outcome import Outcome
from saidyes.common import csv
from saidyes.consent.models import Standing

HEADER = ("Result", "Line", "Column", "Value", "Reason")


def summary(outcome: Outcome) -> list[tuple[str, int]]:
    """Counts with their names, in the order in which they are read."""
    standings = [(f"Addresses {standing.label.lower()}", outcome.standings[standing]) for standing in Standing]
    return [
        ("Rows read", outcome.plan.read),
        ("New families", outcome.new),
        ("Families that were here already", outcome.known),
        ("Rows refused", len(outcome.plan.refused)),
        *((f"  {reason}", count) for reason, count in outcome.refused_by_reason.items()),
        ("New students", outcome.students),
        ("New enrollments", outcome.enrollments),
        *standings,
        ("Choices recorded", outcome.choices),
    ]


def remarks_csv(outcome: Outcome) -> Iterator[str]:
    """Every row refused, every yes not taken, everything to check: line, column, value and reason."""
    return csv.stream(HEADER, (remark.cells for remark in outcome.remarks))
