"""A bundle of evidence verifies on a bare interpreter, and no byte of it can be another."""

import hashlib
import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from saidyes.consent.bundling import SIGNED
from saidyes.ledger import sealing, signing, verify_bundle
from saidyes.ledger.canonical import canonical
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of

FLIPS = 120  # of each kind of bundle; `./run drill tamper` flips more
BARE = ["-I", "-S"]  # no environment, no site: nothing of ours can be imported


@pytest.fixture(params=["", "noor.haddad@example.com"], ids=["the whole log", "one address"])
def bundle(request, business, tmp_path) -> Path:
    sealing.seal(business.pk)
    signing.add_key()
    about = ["--address", request.param] if request.param else []
    call_command("export_evidence", str(tmp_path / "out.zip"), "--business", business.host, *about)
    return tmp_path / "out.zip"


def unpacked(bundle: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(bundle.parent / "bundle")
    return bundle.parent / "bundle"


def test_a_bare_interpreter_says_it_is_good_packed_or_not(bundle, tmp_path):
    folder = unpacked(bundle)
    for arguments in ([], [str(bundle)]):
        command = [sys.executable, *BARE, str(folder / "verify_bundle.py"), *arguments]
        done = subprocess.run(command, check=False, cwd="/", env={}, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Good: everything is as it was written." in done.stdout


def test_every_flipped_byte_is_found(bundle, capsys):
    folder, chance = unpacked(bundle), random.Random(20261123)
    files = sorted(folder.iterdir())
    missed = []
    for number in range(FLIPS):
        file = files[number % len(files)]
        good = file.read_bytes()
        place, bit = chance.randrange(len(good)), 1 << chance.randrange(8)
        file.write_bytes(good[:place] + bytes([good[place] ^ bit]) + good[place + 1 :])
        if verify_bundle.main([str(folder)]) == 0:
            missed.append((file.name, place))
        file.write_bytes(good)
    assert missed == []
    assert verify_bundle.main([str(folder)]) == 0


def changed(folder: Path, name: str, old: str, new: str) -> None:
    """As if we ourselves lied: the file is another, and the list of files is signed anew with our own key."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    written = canonical(manifest) + b"\n"
    (folder / "manifest.json").write_bytes(written)
    signature = signing.sign(SIGNED + written)
    (folder / "manifest.sig").write_text(f"{signature.key_id} {signature.value.hex()}\n")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "events.jsonl",
            '"actor_kind":"guardian"',
            '"actor_kind":"system"',
            "does not continue|no event|not under",
        ),
        ("events.jsonl", '"seq":2', '"seq":3', "does not follow the one before it"),
        ("wordings.jsonl", "Email Blast", "email blast", "is not what was published"),
        ("private.jsonl", "noor.haddad", "noor.nobody", "are not what was written"),
        ("seals.jsonl", "\\nseal ", "\\nseal 1", "does not continue|missing|not signed"),
        ("seals.jsonl", "events ", "events 1", "does not continue|not signed by key"),
    ],
)
def test_not_even_we_can_make_it_say_something_else(bundle, capsys, name, old, new, says):
    changed(unpacked(bundle), name, old, new)
    assert verify_bundle.main([str(bundle.parent / "bundle")]) == 1
    assert re.search(says, capsys.readouterr().out)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda f: (f / "wordings.jsonl").unlink(), "wordings.jsonl is missing"),
        (lambda f: (f / "seals.jsonl").rename(f / "seals.json"), "seals.jsonl is missing"),
        (lambda f: (f / "more.txt").touch(), "'more.txt' was not there when the bundle was signed"),
        (lambda f: (f / "json").mkdir(), "'json' was not there when the bundle was signed"),
    ],
)
def test_a_file_less_or_one_more_is_named(bundle, capsys, change, says):
    folder = unpacked(bundle)
    change(folder)
    assert verify_bundle.main([str(folder)]) == 1
    assert says in capsys.readouterr().out


def test_taking_it_is_in_the_bundle_itself(business, tmp_path):
    call_command("export_evidence", str(tmp_path / "out.zip"), "--business", business.host)
    event = Event.objects.get(verb=Verb.EXPORTED)
    assert event.facts == {"what": "evidence"}
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert str(event.pk) in archive.read("events.jsonl").decode()
    assert (tmp_path / "out.zip").stat().st_mode & 0o777 == 0o600


def test_one_address_holds_nobody_else(business, noor, choose, tmp_path):
    choose(noor, False)
    call_command(
        "export_evidence", str(tmp_path / "out.zip"), business=business.host, address="NOOR.haddad@example.com"
    )
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        private, events = archive.read("private.jsonl").decode(), archive.read("events.jsonl").decode()
    assert "noor.haddad@example.com" in private
    assert "okafor" not in private.lower()
    assert {line.split('"subject":"')[1].split('"')[0] for line in events.splitlines()} == {
        f"address:{address_of(noor).pk}"
    }


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({}, "Which school"),
        ({"business": "nowhere"}, "No school has the host"),
        ({"address": "x@y.example"}, "does not know"),
    ],
)
def test_what_cannot_be_exported_gets_a_sentence(business, tmp_path, flags, says):
    flags = {"business": business.host, **flags} if "address" in flags else flags
    with pytest.raises(CommandError, match=says):
        call_command("export_evidence", str(tmp_path / "out.zip"), **flags)


def test_a_file_that_is_there_stays(business, tmp_path):
    (tmp_path / "out.zip").write_text("mine")
    with pytest.raises(CommandError, match="File exists"):
        call_command("export_evidence", str(tmp_path / "out.zip"), business=business.host)
    assert (tmp_path / "out.zip").read_text() == "mine"


def test_its_ed25519_agrees_with_the_library():
    for number in range(12):
        message = bytes([number]) * number
        signature = signing.sign(message)
        key = signing.public_key(signature.key_id)
        assert verify_bundle.ed25519(key, message, signature.value)
        assert not verify_bundle.ed25519(key, message + b"x", signature.value)
        assert not verify_bundle.ed25519(key, message, signature.value[:32] + bytes(32))
    assert not verify_bundle.ed25519(b"\xff" * 32, b"", bytes(64))
