"""Files of families as other systems export them, made in a test."""

import csv
import io

from saidyes.classes import importing
from saidyes.classes.importing.reading import COLUMNS
from saidyes.consent.models import Address
from saidyes.ledger.actors import Actor, ActorKind

THEO = Actor(ActorKind.IMPORTER, name="Theo Brandt")
REED = {
    "Family ID": "9001",
    "Family Name": "Reed",
    "Created": "2026-02-03 16:30",
    "Guardian 1 First Name": "Mara",
    "Guardian 1 Last Name": "Reed",
    "Guardian 1 Phone": "(503) 555-0142",
    "Guardian 1 Email": "mara@reed.example",
    "Street": "7 Quay",
    "City": "Astoria",
    "State": "OR",
    "ZIP": "97103",
}
YES = {"Email Blast": "Yes", "Email Blast Date": "2026-02-03 16:31", "Email Blast How": "Customer Portal"}
NO = {**YES, "Email Blast": "No"}


def reed(number: int = 9001, **cells: str) -> dict[str, str]:
    """The row of a family called Reed; `email` is short for Guardian 1's first address."""
    row = {**REED, "Family ID": str(number), "Guardian 1 Email": f"mara{number}@reed.example"}
    return {**row, **cells}


def file_of(*rows: dict[str, str], columns=COLUMNS, separator: str = ",", ends: str = "\r\n") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator=ends, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def loaded(business, *rows: dict[str, str], actor: Actor = THEO) -> importing.Outcome:
    return importing.load(importing.plan(file_of(*rows), business, "export.csv"), actor=actor)


def standing_of(business, key: str) -> str:
    return Address.objects.get(business=business, key=key).standing


def remarks_of(outcome: importing.Outcome) -> list[tuple[str, int, str, str]]:
    return [(remark.result.value, remark.line, remark.column, remark.reason) for remark in outcome.remarks]
