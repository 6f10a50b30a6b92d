"""A small disk of its own for what the workers write, which can be filled to the last octet. Needs root."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.db import connection, connections

MEGABYTES = 64
IN_SQLITE, IN_POSTGRES = "saidyes.sqlite3", "tablespace"


class NoDisk(Exception):
    """It cannot be had here; the message says why."""


class SmallDisk:
    """Where the rows of all letters lie."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"
        self._reader: sqlite3.Connection | psycopg.Connection | None = None

    def fill(self) -> None:
        """Not an octet is left, and somebody reads on and on: so neither what was written ahead (SQLite) nor rows that
        were written anew (PostgreSQL) leave room behind.
        """
        self._reader = _sqlite_reader() if connection.vendor == "sqlite" else _postgres_reader()
        self._reader.execute("SELECT count(*) FROM delivery_recipient")
        self._take_the_rest()

    def clear(self) -> None:
        if self._reader:
            self._reader.close()
        self._ballast.unlink()

    def _take_the_rest(self) -> None:
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            for octets in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while file.write(bytes(octets)):
                        pass


def _sqlite_reader() -> sqlite3.Connection:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    return reader


def _postgres_reader() -> psycopg.Connection:
    where = connection.settings_dict
    reader = psycopg.connect(host=where["HOST"], user="postgres", dbname=where["NAME"])
    reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return reader


@contextmanager
def small_disk() -> Iterator[SmallDisk]:
    """The database of this process and of those it starts moves there (PostgreSQL: the letters' table)."""
    if os.geteuid() != 0:
        raise NoDisk("only root may mount a small disk")
    folder = Path(os.environ["SAIDYES_DATA_DIR"]) / "small-disk"
    if connection.vendor == "postgresql":
        folder = Path(connection.settings_dict["HOST"]) / "small-disk"
    folder.mkdir()
    size = f"size={MEGABYTES}m,mode=0755"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "small-disk", folder], check=False).returncode:
        raise NoDisk("a small disk cannot be mounted here")
    try:
        _move_sqlite(folder) if connection.vendor == "sqlite" else _move_letters(folder)
        yield SmallDisk(folder)
    finally:
        connections.close_all()
        subprocess.run(["umount", "-l", folder], check=True)


def _move_sqlite(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    moved = folder / IN_SQLITE
    shutil.copy(connection.settings_dict["NAME"], moved)
    connection.settings_dict["NAME"] = str(moved)
    os.environ["DATABASE_URL"] = f"sqlite:///{moved}"


def _move_letters(folder: Path) -> None:
    """A tablespace on it. The superuser is let in over the socket of the throwaway server."""
    host, owner = connection.settings_dict["HOST"], connection.settings_dict["USER"]
    place = folder / IN_POSTGRES
    place.mkdir()
    whose = (Path(host) / "data").stat()
    os.chown(place, whose.st_uid, whose.st_gid)
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as superuser:
        superuser.execute(f"CREATE TABLESPACE small OWNER {owner} LOCATION '{place}'")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE delivery_recipient SET TABLESPACE small")
