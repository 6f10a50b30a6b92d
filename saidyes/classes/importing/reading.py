"""A file of families as text: its encoding, its separator, its header and its rows. Read only when that is certain."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 10_000

COLUMNS = (
    "Family ID", "Family Name", "Created",
    "Guardian 1 First Name", "Guardian 1 Last Name", "Guardian 1 Phone", "Guardian 1 Email", "Guardian 1 Email 2",
    "Guardian 2 First Name", "Guardian 2 Last Name", "Guardian 2 Phone", "Guardian 2 Email",
    "Street", "City", "State", "ZIP", "Students", "Classes",
    "Email Blast", "Email Blast Date", "Email Blast How", "Email Blast Note",
)  # fmt: skip
REQUIRED = ("Family ID", "Family Name", "Guardian 1 First Name", "Guardian 1 Last Name", "Guardian 1 Email")
SEPARATORS = ",;\t"

ANOTHER_FORMAT = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NEVER_LETTERS = {0xD7, 0xF7}  # × and ÷ stand among the letters of Latin-1


class NotReadable(Exception):
    """The file cannot be read with certainty. The message is a sentence; `line` is 0 when it is about all of it."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(f"Line {line}: {sentence}" if line else sentence)
        self.line = line


@dataclass(frozen=True)
class Record:
    """One row of the file; `line` is the one it begins on, for a cell may hold line breaks."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file as rows. `header` has our name of each column, or the file's own for one we do not know."""

    sha256: str
    encoding: str
    header: list[str]
    records: list[Record]

    @property
    def unknown(self) -> list[str]:
        return [name for name in self.header if name not in COLUMNS]


def read(data: bytes) -> Table:
    """The rows of a CSV file; `NotReadable` for anything that is not certainly one."""
    if len(data) > LARGEST_FILE:
        raise NotReadable("The file is larger than 10 MB. Split it, and load the parts one after the other.")
    text, encoding = _decoded(data)
    if not text.strip():
        raise NotReadable("The file is empty.")
    separator = _separator(text)
    records = list(_records(text, separator))
    header = [_known_name(name) for name in records[0].cells]
    _refuse_odd_header(header)
    if len(records) == 1:
        raise NotReadable("Below the names of the columns there is no row.")
    return Table(hashlib.sha256(data).hexdigest(), encoding, header, records[1:])


def _decoded(data: bytes) -> tuple[str, str]:
    for magic, name in ANOTHER_FORMAT.items():
        if data.startswith(magic):
            raise NotReadable(f"This is {name}, not a text CSV. Save it as “CSV UTF-8” and load that.")
    encoding = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        if encoding != "utf-8" or not _is_surely_latin_1(data):
            line = data[: wrong.start].count(b"\n") + 1
            raise NotReadable("The letters are not UTF-8. Save the file as “CSV UTF-8” and load that.", line) from wrong
        text, encoding = data.decode("latin-1"), "latin-1"
    if "\0" in text:
        raise NotReadable("This is not a text CSV.")
    return text, encoding


def _is_surely_latin_1(data: bytes) -> bool:
    """Whether every byte above ASCII is a letter there. No sequence of UTF-8, whole or broken, looks like that,
    and Windows-1252, which Excel writes, has the same letters.
    """
    return all(byte >= 0xC0 and byte not in NEVER_LETTERS for byte in set(data) if byte >= 0x80)


def _separator(text: str) -> str:
    """The one separator with which the first line names the columns we need."""
    missing = list(REQUIRED)
    for separator in SEPARATORS:
        named = {_known_name(name) for name in _first_line(text, separator)}
        if named.issuperset(REQUIRED):
            return separator
        missing = min(missing, [name for name in REQUIRED if name not in named], key=len)
    raise NotReadable(f"The first line must name the columns. Missing: {', '.join(missing)}.", 1)


def _first_line(text: str, separator: str) -> list[str]:
    try:
        return next((record.cells for record in _records(text, separator)), [])
    except NotReadable:
        return []


def _records(text: str, separator: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as wrong:
            raise NotReadable(_explained(wrong), line) from wrong
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS + 1:
                raise NotReadable("The file has more than 50,000 rows. Split it, and load the parts.", line)
            yield Record(line, cells[: MOST_COLUMNS + 1])  # a million cells would only fill the memory


def _explained(wrong: csv.Error) -> str:
    if "end of data" in str(wrong):
        return "The quotes that open on this line are never closed."
    if "limit" in str(wrong):
        return "A cell is far too long; perhaps its quotes are never closed."
    return "The quotes on this line do not match."


def _known_name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return next((column for column in COLUMNS if column.casefold() == name.casefold()), name)


def _refuse_odd_header(header: list[str]) -> None:
    if len(header) > MOST_COLUMNS:
        raise NotReadable("There are more than 100 columns.", 1)
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        raise NotReadable(f"A column is named twice: {', '.join(twice)}.", 1)
