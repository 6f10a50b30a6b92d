"""One row, cell by cell. What is wrong with a cell is noted, not raised, so that one pass finds everything."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from saidyes.businesses.models import Business
from saidyes.businesses.places import EUROPE
from saidyes.classes.importing.reading import LONGEST_CELL, Record
from saidyes.classes.importing.remarks import Remark, Result
from saidyes.common import clock
from saidyes.common.addresses import Canonical, NotAnAddress, canonical
from saidyes.common.phones import NotAPhoneNumber, e164
from saidyes.common.plain_text import NotPlain, one_line, several_lines

MISSING = "Missing"
NO_ADDRESS = "Not an email address"
NO_PHONE = "Not a phone number"
NO_DATE = "Not a date, such as 2026-03-31 16:30"
FUTURE = "In the future"
SKIPPED = "No such time: the clocks skip that hour"

DAY_FIRST, MONTH_FIRST = ("%d/%m/%Y",), ("%m/%d/%Y",)
OTHER_DAYS = {"US": MONTH_FIRST, "AU": DAY_FIRST, "NZ": DAY_FIRST}  # in Canada both are written: only ISO is certain
IN_EUROPE = (*DAY_FIRST, "%d.%m.%Y")
EARLIEST = 1900
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p")


class Cells:
    """The cells of one row by the name of their column, and what is wrong with them."""

    def __init__(self, header: list[str], record: Record, business: Business) -> None:
        self.line = record.line
        self.texts = dict(zip(header, record.cells, strict=False))
        self.country = business.country
        self.zone: ZoneInfo = business.zone
        self.remarks: list[Remark] = []
        if len(record.cells) != len(header):
            self.refuse("", f"The row has {len(record.cells)} cells, the first line {len(header)}")
        for column, text in self.texts.items():
            if len(text) > LONGEST_CELL:
                self.refuse(column, "Longer than 10,000 characters")

    @property
    def is_refused(self) -> bool:
        return any(remark.result == Result.NOT_LOADED for remark in self.remarks)

    def text(self, column: str) -> str:
        return self.texts.get(column, "").strip()

    def refuse(self, column: str, reason: str) -> None:
        self.remark(Result.NOT_LOADED, column, reason)

    def remark(self, result: Result, column: str, reason: str) -> None:
        self.remarks.append(Remark(result, self.line, column, self.texts.get(column, "")[:200], reason))

    def needed(self, column: str, limit: int = 100) -> str:
        """One line of text that must be there."""
        if not self.text(column):
            self.refuse(column, MISSING)
        return self.line_of(column, limit)

    def line_of(self, column: str, limit: int = 100) -> str:
        return self._plain(column, one_line, limit)

    def lines_of(self, column: str, limit: int) -> str:
        return self._plain(column, several_lines, limit)

    def phone(self, column: str) -> str:
        try:
            return e164(self.text(column), self.country) if self.text(column) else ""
        except NotAPhoneNumber:
            self.refuse(column, NO_PHONE)
            return ""

    def addresses(self, *columns: str) -> tuple[Canonical, ...]:
        """The addresses of these cells, each once, in their order."""
        found: dict[str, Canonical] = {}
        for column in columns:
            read = self._address(column)
            if read:
                found.setdefault(read.key, read)
        return tuple(found.values())

    def moment(self, column: str) -> datetime | None:
        """A time in the school's zone; a day alone means its first moment. None when the cell is empty."""
        text = self.text(column)
        local = next((read for form in self._forms if (read := _read(text, form))), None)
        if text and local is None:
            self.refuse(column, NO_DATE)
        if local is None:
            return None
        moment = local.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != local:
            self.refuse(column, SKIPPED)
        if moment > clock.now():
            self.refuse(column, FUTURE)
        return moment

    def _plain(self, column: str, clean: Callable[[str, int], str], limit: int) -> str:
        try:
            return clean(self.text(column), limit)
        except NotPlain as wrong:
            self.refuse(column, str(wrong))
            return ""

    def _address(self, column: str) -> Canonical | None:
        try:
            return canonical(self.texts[column]) if self.text(column) else None
        except NotAnAddress:
            self.refuse(column, NO_ADDRESS)
            return None

    @cached_property
    def _forms(self) -> list[str]:
        days = ("%Y-%m-%d", *(IN_EUROPE if self.country in EUROPE else OTHER_DAYS.get(self.country, ())))
        return [day + time for day in days for time in TIMES]


def birth_date(text: str) -> date | None:
    """`2019-08-23`; None when it is no date, or not yet."""
    read = _read(text, "%Y-%m-%d")
    return read.date() if read and read.date() <= clock.now().date() else None


def _read(text: str, form: str) -> datetime | None:
    try:
        read = datetime.strptime(text.replace("T", " ", 1), form)  # noqa: DTZ007  # its zone is the school's
    except ValueError:
        return None
    return read if read.year >= EARLIEST else None
