"""Somebody who wants a bundle to say something else, with any key they like: each way is named in a sentence."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from saidyes.consent.bundling import SIGNED
from saidyes.ledger import checkpoints, sealing, signing, verify_bundle
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.canonical import canonical
from saidyes.retention.erasing import erase_family
from tests.office.evidence_acts import signed_yes

MINE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Forger:
    """A bundle unpacked, changed, and signed anew: by the school itself, or by a key of one's own."""

    def __init__(self, school, folder: Path) -> None:
        self.school, self.folder, self.zip = school, folder / school.host, folder / f"{school.host}.zip"
        call_command("export_evidence", str(self.zip), "--business", school.host, verbosity=0)
        with zipfile.ZipFile(self.zip) as archive:
            archive.extractall(self.folder)

    def lines(self, name: str) -> list[str]:
        return (self.folder / name).read_text().splitlines(keepends=True)

    def write(self, name: str, lines: list[str]) -> None:
        (self.folder / name).write_text("".join(lines))

    def sign(self, *, mine: bool = False) -> None:
        manifest = json.loads((self.folder / "manifest.json").read_text())
        files = [path.name for path in self.folder.iterdir() if not path.name.startswith("manifest")]
        manifest["files"] = {name: hashlib.sha256((self.folder / name).read_bytes()).hexdigest() for name in files}
        if mine:
            manifest["keys"] = {"1-mine": MINE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()}
        text = canonical(manifest) + b"\n"
        ours = signing.sign(SIGNED + text)
        key_id, value = ("1-mine", MINE.sign(SIGNED + text)) if mine else (ours.key_id, ours.value)
        (self.folder / "manifest.json").write_bytes(text)
        (self.folder / "manifest.sig").write_text(f"{key_id} {value.hex()}\n")


@pytest.fixture
def forger(business, emeka, tmp_path):
    sealing.seal(business.pk)
    signed_yes(emeka)
    return Forger(business, tmp_path)


@pytest.fixture
def anchor(business, tmp_path):
    """`anchor()`: the newest seal, as somebody keeps it today."""

    def keep(name="kept.txt", school=business) -> Path:
        newest = sealing.newest(school.pk)
        assert newest
        text = f"Dear owner, keep this.\n\n{checkpoints.note_of(newest)}\n\nSincerely\n"
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return keep


def verdict(capsys, *paths) -> tuple[int, str]:
    capsys.readouterr()
    code = verify_bundle.main([str(path) for path in paths])
    return code, capsys.readouterr().out


def drop_the_last_events(forger) -> None:
    forger.write("events.jsonl", forger.lines("events.jsonl")[:-2])


def drop_a_seal(forger) -> None:
    last = forger.lines("seals.jsonl")
    forger.write("seals.jsonl", last[:-1])


def drop_a_seal_and_its_leaves(forger) -> None:
    drop_a_seal(forger)
    size = int(json.loads(forger.lines("seals.jsonl")[-1])["text"].split("\n")[1])
    forger.write("leaves.txt", forger.lines("leaves.txt")[:size])


def change_the_words(forger) -> None:
    rows = [json.loads(line) for line in forger.lines("wordings.jsonl")]
    for row in rows:
        row["text"] = row["text"].replace("offers", "news")
        row["sha256"] = hashlib.sha256(row["text"].encode()).hexdigest()
    forger.write("wordings.jsonl", [f"{canonical(row).decode()}\n" for row in rows])


def withhold_details(forger) -> None:
    forger.write("private.jsonl", forger.lines("private.jsonl")[:-1])


def say_they_were_erased(forger) -> None:
    *rows, last = forger.lines("private.jsonl")
    event = json.loads(last)["event"]
    forger.write("private.jsonl", [*rows, f'{{"erased_by":"{event}","event":"{event}"}}\n'])


def put_another_scan(forger) -> None:
    next(forger.folder.glob("scan-*")).write_bytes(b"another")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop_the_last_events, "holds no event that is here|details of an event"),
        (drop_a_seal, "the tree goes on beyond the last seal"),
        (drop_a_seal_and_its_leaves, "is not under the seals"),
        (change_the_words, "names other words"),
        (withhold_details, "were left out"),
        (say_they_were_erased, "are gone, and nobody erased them"),
        (put_another_scan, "is not the photo or scan that was kept"),
    ],
)
def test_not_even_the_school_leaves_out_or_changes_anything(forger, capsys, change, says):
    assert verdict(capsys, forger.folder)[0] == 0
    change(forger)
    code, said = verdict(capsys, forger.folder)
    assert (code, "is not the file that was written" in said) == (1, True)
    forger.sign()
    code, said = verdict(capsys, forger.folder)
    assert code == 1
    assert any(part in said for part in says.split("|")), said


def test_a_key_of_ones_own_is_named_by_a_checkpoint(forger, capsys, anchor):
    forger.sign(mine=True)
    seals = [json.loads(line) for line in forger.lines("seals.jsonl")]
    for row in seals:
        row |= {"key_id": "1-mine", "signature": MINE.sign(row["text"].encode()).hex()}
    forger.write("seals.jsonl", [f"{canonical(row).decode()}\n" for row in seals])
    forger.sign(mine=True)
    code, said = verdict(capsys, forger.folder)
    assert (code, "Not shown: whose key it is" in said) == (0, True)
    code, said = verdict(capsys, forger.folder, anchor())
    assert (code, "whoever made the bundle is not who made the seal" in said) == (1, True)


def test_an_older_bundle_is_named_by_a_newer_checkpoint_and_says_of_which_day_it_is(forger, capsys, anchor, business):
    old = anchor("old.txt")
    assert verdict(capsys, forger.zip, old)[0] == 0
    call_command("export_evidence", str(forger.zip.with_name("new.zip")), "--business", business.host, verbosity=0)
    new = anchor("new.txt")
    code, said = verdict(capsys, forger.zip, old, new)
    assert (code, "what came after is missing" in said) == (1, True)
    code, said = verdict(capsys, forger.zip, old)
    last = json.loads(forger.lines("seals.jsonl")[-1])["text"].split("sealed ")[1].strip()
    assert (code, f"Not shown: anything later than {last}" in said) == (0, True)
    assert verdict(capsys, forger.zip.with_name("new.zip"), old, new)[0] == 0


def test_another_schools_files_or_checkpoint_are_named(forger, capsys, anchor, lakeside, tmp_path):
    other = Forger(lakeside, tmp_path)
    code, said = verdict(capsys, forger.folder, anchor("theirs.txt", lakeside))
    assert (code, "holds no checkpoint of this school" in said) == (1, True)
    for name in ("events.jsonl", "seals.jsonl", "leaves.txt", "private.jsonl", "wordings.jsonl"):
        forger.write(name, other.lines(name))
    code, said = verdict(capsys, forger.folder)
    assert (code, "is not the file that was written" in said) == (1, True)
    forger.sign()
    code, said = verdict(capsys, forger.folder)
    assert (code, "is of another school" in said) == (1, True)


def test_the_mail_with_the_seal_is_a_checkpoint_as_it_was_saved(forger, capsys, anchor, tmp_path):
    text = anchor().read_text()
    mail = b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    (tmp_path / "seal.eml").write_bytes(mail + text.replace("\n", "\r\n").encode())
    code, said = verdict(capsys, forger.zip, tmp_path / "seal.eml")
    assert (code, "seal.eml: agrees, up to seal" in said) == (0, True)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("../evil.py", b"x", "'../evil.py' was not there"),
        ("hashlib.py", b"x", "'hashlib.py' was not there"),
        ("manifest.json", b"[" * 100_000, "a file is there twice"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_put_into_the_zip_is_named(forger, capsys, name, data, says):
    with zipfile.ZipFile(forger.zip, "a") as archive:
        archive.writestr(name, data)
    code, said = verdict(capsys, forger.zip)
    assert (code, says in said) == (1, True), said


@pytest.mark.parametrize("text", [b"", b"[" * 100_000, b"{}\n", b"\xff\n", b"null\n"])
def test_whatever_lies_in_its_place_gets_a_sentence_and_no_traceback(forger, capsys, text):
    (forger.folder / "manifest.json").write_bytes(text)
    code, said = verdict(capsys, forger.folder)
    assert (code, said.startswith("NOT GOOD: "), said.count("\n")) == (1, True, 1)


def test_erased_details_are_counted_and_the_bundle_stays_good(business, dana, tmp_path, capsys):
    erase_family(dana.family, actor=Actor(ActorKind.OWNER, name="Marisol Vega"))
    code, said = verdict(capsys, Forger(business, tmp_path).zip)
    assert (code, " 0 whose details were erased" in said) == (0, False)
