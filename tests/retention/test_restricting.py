"""A-9, C-26: evidence outlasts an erasure under a key of its own, for an owner alone, and is shredded in time."""

import getpass
import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.delivery.worker import DUTIES
from saidyes.ledger.models import Event, EventPrivate
from saidyes.retention.duties import forget_what_came_late, shred_evidence
from saidyes.retention.models import Erasure, RestrictedEvidence
from saidyes.sample import cast
from tests.cast import HOST, PASSWORD
from tests.office.evidence_acts import signed_yes
from tests.scans import png

SCAN = png()


@pytest.fixture
def erasure(noor, marisol, erased_by):
    signed_yes(noor, scan=SCAN)
    erased_by(marisol, noor.family)
    return Erasure.objects.get(family=noor.family)


@pytest.fixture
def typed(monkeypatch):
    """`typed(password)`: what somebody will type at the terminal."""
    return lambda password: monkeypatch.setattr(getpass, "getpass", lambda _prompt: password)


def open_it(erasure, out, owner=cast.MARISOL.address) -> str:
    said = StringIO()
    number = str(erasure.family.number)
    call_command("open_evidence", str(out), "--business", HOST, "--family", number, "--owner", owner, stdout=said)
    return said.getvalue()


def verified() -> str:
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    return said.getvalue()


def test_the_key_lies_outside_the_database_for_its_owner_alone(erasure, data_folder):
    [key] = (data_folder / "restricted-keys").iterdir()
    assert (key.name, len(key.read_bytes()), key.stat().st_mode & 0o777) == (erasure.pk.hex, 32, 0o600)
    sealed = b"".join(bytes(one) for one in RestrictedEvidence.objects.values_list("sealed", flat=True))
    assert b"noor" not in sealed.lower()
    assert list((data_folder / "evidence").rglob("*.*")) == []
    assert not any(path.is_file() for path in (data_folder / "evidence").rglob("*"))


def test_an_owner_opens_it_and_that_is_written_down(erasure, tmp_path, typed):
    typed(PASSWORD)
    assert "0 are not what was written down" in open_it(erasure, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    told = [json.loads(text)["details"] for name, text in kept.items() if name.endswith(".json")]
    assert "noor.haddad@example.com" in {one.get("address") for one in told}
    assert [data for name, data in kept.items() if name.endswith(".png")] == [SCAN]
    opened = Event.objects.filter(subject=f"family:{erasure.family_id}").latest("seq")
    assert (opened.verb, opened.private["actor_name"]) == ("evidence_opened", cast.MARISOL.name)


@pytest.mark.parametrize(
    ("who", "password"), [(cast.THEO.address, PASSWORD), (cast.MARISOL.address, "wrong"), ("no@example.com", PASSWORD)]
)
def test_nobody_else_opens_it(erasure, tmp_path, typed, who, password):
    typed(password)
    with pytest.raises(CommandError, match="Only an owner of this school"):
        open_it(erasure, tmp_path / "out.zip", who)
    assert not (tmp_path / "out.zip").exists()


def test_it_is_kept_three_years_and_then_nobody_reads_it(erasure, time_machine, data_folder, tmp_path, typed):
    assert timedelta(days=1095) <= erasure.keep_until - clock.now() <= timedelta(days=1096)
    typed(PASSWORD)
    time_machine.move_to(erasure.keep_until - timedelta(hours=1))
    assert shred_evidence() == 0
    time_machine.move_to(erasure.keep_until + timedelta(hours=1))
    assert (shred_evidence(), shred_evidence()) == (1, 0)
    assert list((data_folder / "restricted-keys").iterdir()) == []
    assert not RestrictedEvidence.objects.exists()
    with pytest.raises(CommandError, match="Its time is over"):
        open_it(erasure, tmp_path / "out.zip")
    assert Event.objects.filter(subject=f"family:{erasure.family_id}").latest("seq").verb == "evidence_shredded"
    assert "Everything is as it was written." in verified()


def test_a_scan_that_still_lies_open_goes_the_next_day(noor, business, data_folder, marisol, erased_by):
    event = signed_yes(noor, scan=SCAN)
    lies = data_folder / "evidence" / str(business.pk) / event.facts["evidence_ref"].replace("-", "")
    assert lies.exists()
    erased_by(marisol, noor.family)
    lies.write_bytes(SCAN)
    assert forget_what_came_late() == 1
    assert not lies.exists()


def test_the_worker_looks_every_day(erasure):
    assert DUTIES[shred_evidence] == 24 * 60 * 60


def test_the_ledger_verifies_and_its_evidence_can_be_exported(erasure, tmp_path):
    said = verified()
    assert "Everything is as it was written." in said
    [ours] = [line for line in said.splitlines() if line.startswith(HOST)]
    assert " 0 without their personal details" not in ours
    call_command("export_evidence", str(tmp_path / "evidence.zip"), "--business", HOST)
    with zipfile.ZipFile(tmp_path / "evidence.zip") as archive:
        assert b"noor.haddad" not in archive.read("private.jsonl").lower()


def test_details_that_nobody_erased_cannot_be_deleted(noor):
    mine = Event.objects.filter(subject=f"address:{Address.objects.get(holders__guardian=noor).pk}").first()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventPrivate.objects.filter(event=mine).delete()


@pytest.mark.parametrize("statement", ["DELETE FROM ledger_shredded", "UPDATE ledger_shredded SET act = event_id"])
def test_what_was_shredded_stays_written_down(erasure, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
