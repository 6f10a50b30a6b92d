"""What is kept in the data folder for the eyes of its owner alone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from django.conf import settings


def kept_at(name: str) -> Path:
    return Path(settings.SAIDYES_DATA_DIR) / name


def kept(name: str, make: Callable[[], str]) -> str:
    """The secret of that name, made once."""
    path = kept_at(name)
    if not path.exists():
        with open_private(path) as file:
            file.write(make() + "\n")
    return path.read_text("utf-8").strip()


def open_private(path: Path) -> TextIO:
    """Write a file that only its owner may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)  # it may have been there before, open to others
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def close_to_others(database: Path) -> None:
    """The file of an embedded database and those beside it, as they are or as the file is about to be made."""
    database.touch(mode=0o600)
    for path in (database, *(database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))):
        if path.exists():
            path.chmod(0o600)


def sync_folder(folder: Path) -> None:
    """Let the names in it survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_bytes(path: Path, data: bytes) -> None:
    """A new file that only its owner may read, on the disk when this returns; `FileExistsError` where one is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
