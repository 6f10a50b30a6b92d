"""One file: a zip whose comment is the SHA-256 of everything before it, so that no bit of it can change unseen."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from saidyes.common.keeping import sync_folder

MANIFEST = "manifest.json"
DIGEST_SIGNS = 64  # hex signs of a SHA-256
AT_ONCE = 1 << 20  # bytes
FORMAT = 1
TOLD = {"made_at", "database", "migrations", "rows"}  # by every manifest


class BadBackup(Exception):
    """The file is no backup, or not the one that was written. The message is the sentence that says so."""


class Writer:
    """Put members into the file, one after the other, each from chunks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, chunks: Iterable[bytes | memoryview]) -> None:
        with self._archive.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(AT_ONCE), b""))


@contextmanager
def writing(path: Path, manifest: dict[str, Any]) -> Iterator[Writer]:
    """A new file for its owner alone, on the disk and whole when this ends; after an error there is none.

    What is put into `manifest` until then is in the file.
    """
    draft = path.with_name(f".{path.name}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield Writer(archive)
                archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **manifest}, indent=1, sort_keys=True))
                archive.comment = b"0" * DIGEST_SIGNS
            _sign_off(file)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The members and the manifest of a file that is, to the bit, what was written; else `BadBackup`."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            _check(file, path.name)
            archive = stack.enter_context(zipfile.ZipFile(file))
            manifest = json.loads(archive.read(MANIFEST))
        except OSError as problem:
            raise BadBackup(f"{path} cannot be read: {problem.strerror}.") from problem
        except (zipfile.BadZipFile, KeyError, ValueError) as problem:
            raise BadBackup(f"{path.name} is not a backup of Saidyes.") from problem
        if not isinstance(manifest, dict):
            raise BadBackup(f"{path.name} is not a backup of Saidyes.")
        if manifest.get("format") != FORMAT:
            raise BadBackup(f"{path.name} was written by a newer Saidyes.")
        if not manifest.keys() >= TOLD:
            raise BadBackup(f"{path.name} is not a backup of Saidyes.")
        yield archive, manifest


def unpack(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """One member as a file for its owner alone, on the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with archive.open(name) as member, os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(member, file, AT_ONCE)
        file.flush()
        os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """The SHA-256 that the file ends with, by which the audit log names it."""
    with path.open("rb") as file:
        file.seek(-DIGEST_SIGNS, os.SEEK_END)
        return file.read().decode("ascii", "replace")


def _sign_off(file: BinaryIO) -> None:
    file.flush()
    size = file.seek(0, os.SEEK_END)
    digest = _digest(file, size - DIGEST_SIGNS)
    file.seek(size - DIGEST_SIGNS)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def _check(file: BinaryIO, name: str) -> None:
    size = file.seek(0, os.SEEK_END)
    if size <= DIGEST_SIGNS:
        raise BadBackup(f"{name} is not a backup of Saidyes.")
    digest = _digest(file, size - DIGEST_SIGNS)
    if file.read(DIGEST_SIGNS) != digest.encode():
        raise BadBackup(f"{name} is not the file that was written: something in it was changed or is missing.")
    file.seek(0)


def _digest(file: BinaryIO, size: int) -> str:
    """Of the first `size` bytes; leaves the file there."""
    file.seek(0)
    digest, left = hashlib.sha256(), size
    while left > 0:
        chunk = file.read(min(AT_ONCE, left))
        if not chunk:
            break
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()
