"""The file of a backup: for its owner alone, and not a bit of it changes unseen."""

import hashlib
import random
import zipfile

import pytest

from saidyes.safekeeping.archive import BadBackup, digest_of, reading, unpack, writing

MANIFEST = {"made_at": "now", "database": "sqlite", "migrations": [], "rows": {}}


@pytest.fixture
def backup(tmp_path):
    path = tmp_path / "saidyes.zip"
    with writing(path, MANIFEST) as archive:
        archive.add("tables/one", [b"row 1\n", b"row 2\n"])
    return path


def test_what_was_put_in_comes_out(backup, tmp_path):
    with reading(backup) as (archive, manifest):
        assert (archive.read("tables/one"), manifest["made_at"]) == (b"row 1\nrow 2\n", "now")
        unpack(archive, "tables/one", tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").read_bytes() == b"row 1\nrow 2\n"
    assert [path.stat().st_mode & 0o777 for path in (backup, tmp_path / "a" / "b")] == [0o600, 0o600]
    assert len(digest_of(backup)) == 64


def test_every_changed_bit_is_noticed(backup, tmp_path):
    contents, damaged = bytearray(backup.read_bytes()), tmp_path / "damaged.zip"
    for place in range(len(contents)):
        bit = 1 << random.randrange(8)
        contents[place] ^= bit
        damaged.write_bytes(contents)
        contents[place] ^= bit
        with pytest.raises(BadBackup), reading(damaged):
            pass


@pytest.mark.parametrize("length", [0, 30, 64, 200])
def test_a_part_of_it_is_no_backup(backup, length):
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(BadBackup), reading(backup):
        pass


def test_another_zip_is_no_backup(tmp_path):
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as archive:
        archive.writestr("beach.jpg", b"sand")
    with pytest.raises(BadBackup, match="not the file that was written"), reading(tmp_path / "holiday.zip"):
        pass


@pytest.mark.parametrize("manifest", [b"[]", b'"x"', b"{}", b'{"format": 1}', b"nope"])
def test_a_file_that_tells_other_things_is_refused_with_a_sentence(tmp_path, manifest):
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", manifest)
        archive.comment = b"0" * 64
    before = path.read_bytes()[:-64]
    path.write_bytes(before + hashlib.sha256(before).hexdigest().encode())
    with pytest.raises(BadBackup), reading(path):
        pass


def test_after_an_error_there_is_no_file(tmp_path):
    def breaks_off():
        yield b"row 1\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"), writing(tmp_path / "saidyes.zip", {}) as archive:
        archive.add("tables/one", breaks_off())
    assert list(tmp_path.glob("*saidyes*")) == []
