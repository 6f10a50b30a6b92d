"""Rows for a spreadsheet: RFC 4180, every cell quoted, and no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def stream(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of CSV, one at a time, the header first."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    for row in chain([header], rows):
        yield writer.writerow([guarded(cell) for cell in row])


def guarded(cell: object) -> str:
    """The cell as text, with `'` before anything a spreadsheet would take for a formula (OWASP: CSV injection)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def unguarded(text: str) -> str:
    """The cell as it was before `guarded`, to be shown on a page."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS_A_FORMULA) else text


class _Echo:
    def write(self, line: str) -> str:
        return line
