"""Every row is checked before any is written: a wrong cell refuses its row, and the others go on."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from saidyes.businesses.models import Business
from saidyes.classes.importing.cells import Cells
from saidyes.classes.importing.children import children_of, courses_of
from saidyes.classes.importing.reading import Table, read
from saidyes.classes.importing.remarks import Remark, Result
from saidyes.consent.evidence import How
from saidyes.families.adding import Home, Origin
from saidyes.families.moving_in import Adult, Household

HOWS = {how.label.casefold(): how for how in How if how != How.OTHER}  # a file has no room to say what other
ANSWERS = {"yes": True, "no": False}
NOBODY = Adult("", "", "", ())

NO_NAME = "A guardian needs a name"
NO_ANSWER = "Neither Yes nor No"
NO_HOW = f"None of: {', '.join(how.label for how in HOWS.values())}"
TWICE = "An earlier row has this Family ID"
NOT_UTF_8 = "Not UTF-8; read as Western European. Look at the names with accents"
NOT_OURS = "Not a column we read"


@dataclass(frozen=True)
class Said:
    """What a row says about Email Blasts, and whose addresses it names."""

    line: int
    yes: bool
    how: str
    at: datetime | None
    note: str
    adults: tuple[Adult, ...]


@dataclass(frozen=True)
class Row:
    """One row as read. `courses` pairs the place of a child in the household with the name of a class."""

    line: int
    household: Household
    courses: tuple[tuple[int, str], ...]
    said: Said | None

    @property
    def external_id(self) -> str:
        return self.household.origin.external_id


@dataclass
class Plan:
    """A checked file: `rows` are good, `refused` are not. Nothing was asked of the database."""

    business: Business
    name: str
    sha256: str
    rows: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.rows) + len(self.refused)

    def part(self, start: int, size: int) -> "Plan":
        """The same file with so many of its rows alone; the refused ones come first, for a no may stand in them."""
        first = start - len(self.refused)
        rows = self.rows[max(0, first) : max(0, first + size)]
        return replace(self, refused=self.refused[start : start + size], rows=rows, remarks=[])


def plan(data: bytes, business: Business, name: str = "") -> Plan:
    """Check a file of families. Raises `NotReadable` when it is no CSV, or not certainly one."""
    table = read(data)
    checked = Plan(business, name, table.sha256, remarks=_about(table))
    seen: set[str] = set()
    for record in table.records:
        cells = Cells(table.header, record, business)
        row = _row(cells)
        if row.external_id in seen:
            cells.refuse("Family ID", TWICE)
        seen |= {row.external_id} - {""}
        (checked.refused if cells.is_refused else checked.rows).append(row)
        checked.remarks += [remark for remark in cells.remarks if _matters(remark, cells)]
    return checked


def _about(table: Table) -> list[Remark]:
    """What is to be noted about the file as a whole."""
    remarks = [Remark(Result.NOTED, 1, name, "", NOT_OURS) for name in table.unknown if name]
    if table.encoding == "latin-1":
        remarks.append(Remark(Result.NOTED, 0, "", "", NOT_UTF_8))
    return remarks


def _matters(remark: Remark, cells: Cells) -> bool:
    """Of a refused row only the reasons why are worth reading."""
    return remark.result == Result.NOT_LOADED or not cells.is_refused


def _row(cells: Cells) -> Row:
    household = Household(
        name=cells.needed("Family Name"),
        home=Home(
            street=cells.lines_of("Street", 200),
            city=cells.line_of("City"),
            state=cells.line_of("State"),
            postal_code=cells.line_of("ZIP", 20),
        ),
        origin=Origin(external_id=cells.needed("Family ID", 40), created_at=cells.moment("Created")),
        adults=_adults(cells),
        children=children_of(cells),
    )
    return Row(cells.line, household, courses_of(cells, household.children), _said(cells, household.adults))


def _adults(cells: Cells) -> tuple[Adult, ...]:
    """Guardian 1, and Guardian 2 when any of their cells is filled."""
    first = _adult(cells, "Guardian 1", "Guardian 1 Email", "Guardian 1 Email 2")
    second = _adult(cells, "Guardian 2", "Guardian 2 Email")
    adults = (first, second) if second != NOBODY else (first,)
    for place, adult in enumerate(adults, start=1):
        if not (adult.first_name or adult.last_name):
            cells.refuse(f"Guardian {place} First Name", NO_NAME)
    return adults


def _adult(cells: Cells, which: str, *emails: str) -> Adult:
    return Adult(
        first_name=cells.line_of(f"{which} First Name"),
        last_name=cells.line_of(f"{which} Last Name"),
        phone=cells.phone(f"{which} Phone"),
        addresses=cells.addresses(*emails),
    )


def _said(cells: Cells, adults: tuple[Adult, ...]) -> Said | None:
    answer = cells.text("Email Blast").casefold()
    how = cells.text("Email Blast How").casefold()
    if answer and answer not in ANSWERS:
        cells.refuse("Email Blast", NO_ANSWER)
    if how and how not in HOWS:
        cells.refuse("Email Blast How", NO_HOW)
    at = cells.moment("Email Blast Date")
    note = cells.lines_of("Email Blast Note", 2000)
    return Said(cells.line, ANSWERS[answer], HOWS.get(how, ""), at, note, adults) if answer in ANSWERS else None
