"""`manage.py import_families` on a real export: 318 rows, with the untidy ones that real exports have."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from saidyes.businesses.models import Business
from saidyes.classes.importing import loading
from saidyes.classes.models import Course, Enrollment
from saidyes.consent.models import Address
from saidyes.families.models import Family, Guardian, HeldAddress, Student
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import broken_links, events_of
from saidyes.notices.models import Notice
from saidyes.sample import cast
from saidyes.sample.loading import FAMILIES
from tests.classes.exports import file_of, reed

HOST = "empty.localhost"
NEW = (Family, Guardian, Student, HeldAddress, Address, Course, Enrollment)


@pytest.fixture
def school(business) -> Business:
    return cast.tidewater(HOST)


@pytest.fixture
def rows_of(tmp_path):
    """`rows_of("1134", "1144")`: the export with the rows of these families alone."""

    def some(*external_ids: str) -> Path:
        with FAMILIES.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["Family ID"] in external_ids]
        (tmp_path / "some.csv").write_bytes(file_of(*rows))
        return tmp_path / "some.csv"

    return some


def run(capsys, file=FAMILIES, *flags) -> dict[str, int]:
    """The counts that the command prints, by name."""
    call_command("import_families", str(file), "--business", HOST, *flags)
    lines = capsys.readouterr().out.split("\n\n")[0].splitlines()
    return {line[:48].strip(): int(line[48:].replace(",", "")) for line in lines}


def test_the_export_is_loaded_and_counted(school, capsys):
    assert run(capsys) == {
        "Rows read": 318,
        "New families": 313,
        "Families that were here already": 0,
        "Rows refused": 5,
        "Not an email address": 2,
        "An earlier row has this Family ID": 1,
        "Neither Yes nor No": 1,
        "Not a date, such as 2026-03-31 16:30": 1,
        "New students": 582,
        "New enrollments": 483,
        "Addresses opted in": 215,
        "Addresses opted out": 75,
        "Addresses no choice yet": 200,
        "Choices recorded": 290,
    }
    assert [model.objects.filter(business=school).count() for model in NEW[:3]] == [313, 493, 582]
    assert Address.objects.filter(business=school, standing="opted_in", willing=True).count() == 215
    assert list(broken_links(events_of(school.pk))) == []
    assert Notice.objects.count() == 0  # nobody is written to because a file was loaded
    event = Event.objects.get(business_id=school.pk, verb=Verb.FILE_IMPORTED)
    assert (event.facts["rows"], event.facts["refused"], event.private["file"]) == (318, 5, "families.csv")


def test_running_it_again_changes_nothing(school, capsys, rows_of):
    file = rows_of(*map(str, range(1001, 1041)))
    run(capsys, file)
    rows = [list(model.objects.filter(business=school).order_by("pk").values()) for model in NEW]
    events = Event.objects.count()
    again = run(capsys, file)
    assert Event.objects.count() == events
    assert [list(model.objects.filter(business=school).order_by("pk").values()) for model in NEW] == rows
    assert (again["New families"], again["Choices recorded"]) == (0, 0)
    assert again["Families that were here already"] == Family.objects.filter(business=school).count() > 30


def test_a_dry_run_tells_the_same_and_writes_nothing(school, capsys, data_folder, rows_of):
    file = rows_of(*map(str, range(1001, 1101)))
    events = Event.objects.count()
    foreseen = run(capsys, file, "--dry-run")
    assert Event.objects.count() == events
    assert not Family.objects.filter(business=school).exists()
    assert not (data_folder / "imports").exists()
    assert foreseen == run(capsys, file)
    assert foreseen["Rows refused"] > 0


def test_what_is_wrong_is_listed_on_the_screen_and_in_a_file_for_its_owner_alone(school, capsys, data_folder):
    call_command("import_families", str(FAMILIES), "--business", HOST)
    printed = capsys.readouterr().out
    assert "line 21, Guardian 1 Email, “jjones@@example.net”: Not an email address" in printed
    assert "lines 173 and 174 disagree about millerfamily@mail.example: the no stands" in printed
    path = data_folder / "imports" / "families.refused.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "Result": "Not loaded",
        "Line": "21",
        "Column": "Guardian 1 Email",
        "Value": "jjones@@example.net",
        "Reason": "Not an email address",
    }
    assert [row["Line"] for row in rows if row["Result"] == "Not loaded"] == ["21", "65", "79", "92", "153"]


def test_a_household_is_kept_as_the_file_has_it(school, capsys, rows_of):
    run(capsys, rows_of("1134", "1144"))
    family = Family.objects.get(business=school, external_id="1134")
    assert (family.street, family.created_at) == (
        '12 Harbor Way, "The Annex"\nUnit 3',
        datetime(2026, 1, 15, 7, 36, tzinfo=UTC),
    )
    hull = Family.objects.get(business=school, external_id="1144")
    first, second = hull.guardians.all()
    assert (first.name, first.phone, first.is_primary) == ("Steven Hull", "+15035550123", True)
    assert (second.name, second.phone, second.is_primary) == ("Sean Harper", "+15035550123", False)
    held = [(one.address.key, one.is_primary) for one in first.held_addresses.select_related("address")]
    assert held == [("steven.hull@family.example", True), ("steven.hull@work.example", False)]
    assert [(s.name, [e.course.name for e in s.enrollments.all()]) for s in hull.students.all()] == [
        ("Teresa Hull", ["Gymnastics Level 2 Thu 16:30"])
    ]


UNTIDY = {
    ("1008", "timothy93@mail.example"): "no_choice",  # spaces around it, in capitals
    ("1121", "zoë@xn--exmple-cua.example"): "no_choice",  # letters outside a-z on both sides of the @
    ("1032", "bjohns@example.net"): "opted_out",  # guardian 1 has no address, the no is for guardian 2's
    ("1102", "otilia.belmonte@mail.example"): "no_choice",  # a yes without date and how
    ("1158", "miguel.jones@example.org"): "opted_out",  # shared by two families that disagree
    ("1205", "jsmith@example.net"): "opted_in",  # one mailbox for both guardians
}


def test_untidy_rows_end_where_they_should(school, capsys, rows_of):
    run(capsys, rows_of(*(family for family, _ in UNTIDY), "1086"))
    held = HeldAddress.objects.filter(business=school, address__held=True).values_list(
        "guardian__family__external_id", "address__key", "address__standing"
    )
    found = {(outside, key): standing for outside, key, standing in held}
    assert {place: found.get(place) for place in UNTIDY} == UNTIDY


def test_another_school_with_the_same_families_is_another_school(school, business, capsys, tmp_path):
    file = tmp_path / "other.csv"
    file.write_bytes(file_of(reed(1, **{"Guardian 1 Email": "noor.haddad@example.com"})))
    run(capsys, file)
    keys = {"business": school, "key": "noor.haddad@example.com"}
    assert Address.objects.get(**keys).standing == "no_choice"
    assert Address.objects.get(**{**keys, "business": business}).standing == "opted_in"


def test_a_file_that_cannot_be_read_or_a_school_nobody_knows_ends_with_a_sentence(school, tmp_path):
    file = tmp_path / "families.xlsx"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match=r"families\.xlsx: This is a zip archive or an Excel workbook"):
        call_command("import_families", str(file), "--business", HOST)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_families", str(tmp_path / "gone.csv"), "--business", HOST)
    with pytest.raises(CommandError, match="No school has the host nowhere"):
        call_command("import_families", str(FAMILIES), "--business", "nowhere")


class Cut(io.StringIO):
    """A terminal that is closed as soon as it is told of the fourteenth row."""

    def write(self, text: str) -> int:
        if text.startswith("14 of"):
            raise KeyboardInterrupt
        return super().write(text)


def test_an_interrupted_run_is_made_good_by_running_it_again(school, capsys, rows_of, monkeypatch):
    for size in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(loading, size, 7)
    monkeypatch.setattr(loading, "A_BREATH", 0)
    file = rows_of(*map(str, range(1001, 1031)))
    foreseen = run(capsys, file, "--dry-run")
    with pytest.raises(KeyboardInterrupt):
        call_command("import_families", str(file), "--business", HOST, stderr=Cut())
    begun = Family.objects.filter(business=school).count()
    assert 0 < begun < foreseen["New families"]
    again = run(capsys, file)
    assert begun + again["New families"] == foreseen["New families"] == Family.objects.filter(business=school).count()
    assert [again[name] for name in again if name.startswith("Addresses")] == [
        foreseen[name] for name in foreseen if name.startswith("Addresses")
    ]
    assert list(broken_links(events_of(school.pk))) == []
    assert Event.objects.filter(business_id=school.pk, verb=Verb.FILE_IMPORTED).count() == 1
