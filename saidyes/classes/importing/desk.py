"""A file of families until it is loaded: it lies in the data folder, for its owner's eyes alone."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from saidyes.businesses.models import Business
from saidyes.classes.importing.checking import Plan, plan
from saidyes.classes.importing.explaining import remarks_csv
from saidyes.classes.importing.outcome import Outcome
from saidyes.classes.importing.remarks import Remark
from saidyes.common import clock
from saidyes.common.keeping import keep_bytes, kept_at, open_private

LONGEST = timedelta(days=1)


class NoSuchFile(LookupError):
    """Nothing of that id waits for this school."""


def put_down(business: Business, data: bytes) -> UUID:
    """Keep a file until it is loaded, a day at most; what lay here longer goes."""
    file_id = uuid4()
    path = _path(business, file_id, ".csv")
    keep_bytes(path, data)
    for old in path.parent.iterdir():
        if clock.now().timestamp() - old.stat().st_mtime > LONGEST.total_seconds():
            old.unlink(missing_ok=True)
    return file_id


def plan_of(business: Business, file_id: UUID) -> Plan:
    """Read the kept file once more; `NoSuchFile` when it was loaded, or never was this school's."""
    try:
        return plan(_path(business, file_id, ".csv").read_bytes(), business)
    except FileNotFoundError as wrong:
        raise NoSuchFile from wrong


def is_here(business: Business, file_id: UUID) -> bool:
    """Whether the file still lies here: an erasure takes away whatever may name the family."""
    return _path(business, file_id, ".csv").exists()


def take_away(business: Business, file_id: UUID) -> None:
    """The file was loaded, and what it says of people is no longer needed."""
    _path(business, file_id, ".csv").unlink(missing_ok=True)


def keep_remarks(business: Business, file_id: UUID, outcome: Outcome) -> None:
    """What there is to say about its rows, for whoever loaded it to take along."""
    with open_private(_path(business, file_id, ".refused.csv")) as opened:
        opened.writelines(remarks_csv(outcome))


def remarks_of(business: Business, file_id: UUID) -> str:
    """The list of a loaded file as CSV; `NoSuchFile` when there is none."""
    try:
        return _path(business, file_id, ".refused.csv").read_text("utf-8")
    except FileNotFoundError as wrong:
        raise NoSuchFile from wrong


def found(business: Business, file_id: UUID) -> list[Remark]:
    """The same to look at; empty when there is none, or a day has gone by."""
    try:
        rows = csv.reader(io.StringIO(remarks_of(business, file_id), newline=""))
    except NoSuchFile:
        return []
    return [Remark.read(cells) for cells in list(rows)[1:]]


def _path(business: Business, file_id: UUID, ending: str) -> Path:
    return kept_at("imports") / str(business.pk) / f"{file_id}{ending}"
