"""`manage.py backup` and `manage.py restore`, on SQLite; the drill acts the same out on both databases."""

import sqlite3
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.common.signing import keys_path, make_keys
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.models import Notice
from tests.delivery.acts import choose, filled

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" not in connection.vendor, reason="the drill restores on PostgreSQL"),
]


@pytest.fixture
def own_file(business, data_folder):
    """The school in a file of its own: what is restored takes the place of a file."""
    before, copy = connection.settings_dict["NAME"], data_folder / "saidyes.sqlite3"
    with connection.cursor():
        connection.connection.backup(target := sqlite3.connect(copy))
        target.close()
    connection.close()
    connection.settings_dict["NAME"] = str(copy)
    yield copy
    connection.close()
    connection.settings_dict["NAME"] = before


@pytest.fixture
def backed_up(own_file, theo, send, tmp_path) -> Path:
    """As of a moment in which a blast is on its way to three addresses, and a receipt waits."""
    filled(send(theo))
    make_keys(keys_path())
    leave_notice(Kind.RECEIPT, business=theo.business, mailbox=Mailbox("dana.okafor@example.com"), data={})
    call_command("backup", str(tmp_path / "saidyes.zip"))
    connection.close()
    return tmp_path / "saidyes.zip"


def restore(*arguments, capsys) -> str:
    call_command("restore", *map(str, arguments))
    return capsys.readouterr().out


def test_whoever_left_since_stays_out_and_nothing_goes_on_by_itself(backed_up, deliver, letters, capsys):
    left, never_agreed = Address.objects.filter(willing=True)[:2]
    choose(left, said_yes=False)
    lapse(never_agreed, reason="the evidence does not hold", actor=SYSTEM, source=Source.OFFICE)
    said = restore(backed_up, "--replace", capsys=capsys)
    assert "From the journal of opt-outs: 1 opt-out, 0 that cannot be delivered to, 1 yes that had ended; 0 for" in said
    assert Address.objects.get(pk=never_agreed.pk).standing == "no_choice"
    assert "Held until somebody lets them go on: 1 Email Blast. Not sent again: 1 other letter." in said
    assert Address.objects.get(pk=left.pk).standing == "opted_out"
    assert Event.objects.filter(verb="restored").count() == Business.objects.count()
    deliver()
    assert letters() == []
    blast = Blast.objects.get()
    assert (blast.status, Notice.objects.get().state) == ("paused", "uncertain")
    assert "Restored from a backup of" in blast.paused_why


def test_who_was_erased_since_is_erased_once_more(backed_up, noor, capsys):
    call_command("erase", business=noor.business.host, family=noor.family.number, name="Haddad")
    capsys.readouterr()
    assert "1 family erased once more" in restore(backed_up, "--replace", capsys=capsys)
    noor.refresh_from_db()
    assert (noor.name, noor.active) == ("Erased", False)
    assert not Address.objects.filter(key="noor.haddad@example.com").exists()
    call_command("verify_ledger")
    assert "Everything is as it was written." in capsys.readouterr().out


def test_the_school_of_before_is_kept_beside(backed_up, own_file, capsys):
    Business.objects.update(name="After")
    restore(backed_up, "--replace", capsys=capsys)
    assert not Business.objects.filter(name="After").exists()
    [aside] = own_file.parent.glob("*.before-*")
    assert set(sqlite3.connect(aside).execute("SELECT name FROM businesses_business")) == {("After",)}


def test_a_school_is_not_replaced_unasked(backed_up, capsys):
    Business.objects.update(name="After")
    with pytest.raises(CommandError, match=r"There is a school in this database.*Nothing was changed"):
        restore(backed_up, capsys=capsys)
    assert Business.objects.filter(name="After").exists()


def test_while_somebody_has_it_open_it_stays_as_it_is(backed_up, own_file, capsys):
    worker = sqlite3.connect(own_file)
    worker.execute("SELECT count(*) FROM businesses_business").fetchone()
    with pytest.raises(CommandError, match="Stop web and worker first"):
        restore(backed_up, "--replace", capsys=capsys)
    worker.close()
    assert Blast.objects.get().status == "sending"
    assert sorted(path.name for path in own_file.parent.glob("*restored*")) == []


def test_one_changed_bit_is_refused(backed_up, capsys):
    contents = bytearray(backed_up.read_bytes())
    contents[len(contents) // 2] ^= 4
    backed_up.write_bytes(contents)
    with pytest.raises(CommandError, match=r"not the file that was written.*Nothing was changed"):
        restore(backed_up, "--replace", capsys=capsys)


def test_the_keys_come_back_and_those_that_are_there_stay(backed_up, own_file, capsys):
    keys = own_file.parent / "link-keys.json"
    was = keys.read_text()
    keys.unlink()
    restore(backed_up, "--replace", capsys=capsys)
    assert (keys.read_text(), keys.stat().st_mode & 0o777) == (was, 0o600)
    keys.write_text("newer")
    restore(backed_up, "--replace", capsys=capsys)
    assert keys.read_text() == "newer"
