"""Security 78-80: what is certainly a CSV is read, whatever wrote it; everything else is refused with its line."""

import gzip
import io
import zipfile

import pytest

from saidyes.classes import importing
from saidyes.classes.importing.reading import COLUMNS
from tests.classes.exports import REED, file_of, reed


def names(data: bytes, business) -> list[str]:
    plan = importing.plan(data, business)
    assert plan.refused == []
    return [row.household.adults[0].last_name for row in plan.rows]


def refusal(data: bytes, business) -> str:
    with pytest.raises(importing.NotReadable) as refused:
        importing.plan(data, business)
    return str(refused.value)


POLISH = file_of(reed(1, **{"Guardian 1 Last Name": "Łoś"}))
NORDIC = file_of(reed(1, **{"Guardian 1 Last Name": "Hällé"})).decode()


@pytest.mark.parametrize(
    "data",
    [
        POLISH,
        b"\xef\xbb\xbf" + POLISH,
        POLISH.decode().encode("utf-16"),
        b"\xfe\xff" + POLISH.decode().encode("utf-16-be"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "utf-16 the other way round"],
)
def test_unicode_is_read_however_it_is_marked(business, data):
    assert names(data, business) == ["Łoś"]


def test_latin_1_is_read_when_every_odd_byte_is_a_letter_and_that_is_said(business):
    plan = importing.plan(NORDIC.encode("latin-1"), business)
    assert plan.rows[0].household.adults[0].last_name == "Hällé"
    assert "Western European" in plan.remarks[0].reason


@pytest.mark.parametrize(
    "data",
    [POLISH.replace("ś".encode(), "ś".encode()[:1]), NORDIC.replace("ä", "„").encode("cp1252"), NORDIC.encode("cp437")],
    ids=["broken utf-8", "quotes of Windows", "old DOS"],
)
def test_letters_that_are_not_certain_are_refused_with_their_line(business, data):
    assert refusal(data, business).startswith("Line 2: The letters are not UTF-8")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_of_other_programs_are_read(business, separator, ends):
    data = file_of(reed(1, Street="7 Quay; left, up"), reed(2), separator=separator, ends=ends)
    assert names(data, business) == ["Reed", "Reed"]


def test_mixed_line_ends_and_empty_lines_are_read(business):
    lines = file_of(reed(1), reed(2)).decode().splitlines()
    assert names(f"{lines[0]}\r\n\n{lines[1]}\r,,\n{lines[2]}\n\n".encode(), business) == ["Reed", "Reed"]


def test_a_line_is_the_one_a_row_begins_on(business):
    plan = importing.plan(file_of(reed(1, Street="7 Quay\nUnit 3"), reed(2, ZIP="x" * 21)), business)
    assert [row.household.home.street for row in plan.rows] == ["7 Quay\nUnit 3"]
    assert [(remark.line, remark.column) for remark in plan.remarks] == [(4, "ZIP")]


def test_columns_are_known_by_name_in_any_order_and_others_are_noted(business):
    columns = ["Notes", " guardian 1  EMAIL ", *(name for name in reversed(COLUMNS) if name != "Guardian 1 Email")]
    row = {**REED, " guardian 1  EMAIL ": "Mara@Reed.example", "Notes": "owes us a towel"}
    del row["Guardian 1 Email"]
    plan = importing.plan(file_of(row, columns=columns), business)
    assert plan.rows[0].household.adults[0].addresses[0].key == "mara@reed.example"
    assert [(remark.column, remark.reason) for remark in plan.remarks] == [("Notes", "Not a column we read")]


def test_another_format_is_called_by_its_name(business):
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("families.csv", b"0" * 1_000_000)
    assert "a zip archive or an Excel workbook, not a text CSV" in refusal(zipped.getvalue(), business)
    assert "a gzip archive, not a text CSV" in refusal(gzip.compress(b"0" * 1_000_000), business)
    assert "not a text CSV" in refusal(file_of(reed()).decode().encode("utf-16-le"), business)
    assert "not a text CSV" in refusal(b"\0" * 100, business)


def test_quotes_that_never_close_are_refused_with_their_line(business):
    data = file_of(reed(1), reed(2), reed(3)).replace(b",mara2@", b',"mara2@')
    assert refusal(data, business) == "Line 3: The quotes that open on this line are never closed."
    assert refusal(data + b"x" * 200_000, business).startswith("Line 3: A cell is far too long")
    assert refusal(data.replace(b"mara2@", b'mara"2@'), business) == "Line 3: The quotes on this line do not match."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (file_of(), "Below the names of the columns there is no row."),
        (b"hello", "The first line must name the columns."),
        (file_of(columns=[*COLUMNS, "ZIP"]), "A column is named twice: ZIP."),
        (file_of(columns=[*COLUMNS, *map(str, range(100))]), "There are more than 100 columns."),
        (file_of(columns=[name for name in COLUMNS if name != "Family ID"]), "Missing: Family ID."),
        (b"x" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB."),
        (b"," * 1_000_000, "The first line must name the columns."),
    ],
    ids=[
        "empty",
        "only lines",
        "no row",
        "no header",
        "twice",
        "too wide",
        "one missing",
        "too large",
        "a million columns",
    ],
)
def test_a_file_that_is_not_ours_is_refused_as_a_whole(business, data, sentence):
    assert sentence in refusal(data, business)


def test_fifty_thousand_rows_are_read_and_no_more(business):
    head = ",".join(COLUMNS).encode() + b"\n"
    assert "more than 50,000 rows" in refusal(head + b"1\n" * 50_001, business)
