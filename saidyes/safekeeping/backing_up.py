"""Write everything into one file while the school goes on: one moment of the database, the keys, the scans."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from saidyes.common import clock
from saidyes.common.keeping import kept_at, open_private
from saidyes.safekeeping import tables
from saidyes.safekeeping.archive import Writer, writing

DATABASE, TABLES, FILES = "database.sqlite3", "tables/", "files/"
EMPTYING = {"django_session": "DELETE FROM django_session", "cache": "DELETE FROM cache"}
COUNTING = {
    "consent_address": "SELECT count(*) FROM consent_address",
    "ledger_event": "SELECT count(*) FROM ledger_event",
}
LAST = "last-backup"  # when one was made; wherever it lies now
LEFT_BEHIND = (LAST, "static", "mail-room", "journal", "backups", "imports", "sample-password", "set-up-code")


def back_up(path: Path) -> dict[str, Any]:
    """Write the backup and return its manifest. Nobody has to stop working meanwhile.

    The file holds personal data and the keys that sign links and seals: it is as secret as the database.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest: dict[str, Any] = {
        "id": str(uuid4()),
        "made_at": clock.now().isoformat(),
        "database": connection.vendor,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }
    with writing(path, manifest) as archive:
        manifest["rows"] = _copy_file(archive) if connection.vendor == "sqlite" else _copy_tables(archive)
        for name, file in _files():
            archive.add_file(FILES + name, file)
    with open_private(kept_at(LAST)) as noted:
        noted.write(manifest["made_at"])
    return manifest


def last_backup() -> datetime | None:
    """When the last one was begun that was written to its end."""
    noted = kept_at(LAST)
    return datetime.fromisoformat(noted.read_text("utf-8")) if noted.exists() else None


def _copy_file(archive: Writer) -> dict[str, int]:
    """SQLite copies itself page by page, as of one moment."""
    with tempfile.TemporaryDirectory(dir=settings.SAIDYES_DATA_DIR) as folder:
        copy = Path(folder) / DATABASE
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name, timeout=20)) as ours, closing(sqlite3.connect(copy)) as theirs:
            ours.backup(theirs)
            rows = _tidied(theirs)
        archive.add_file(DATABASE, copy)
    return rows


def _tidied(copy: sqlite3.Connection) -> dict[str, int]:
    """Without what passes, and how much there is of what counts."""
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name, emptying in EMPTYING.items():
        if name in there:
            copy.execute(emptying)
    copy.commit()
    copy.execute("VACUUM")
    return {name: copy.execute(counting).fetchone()[0] for name, counting in COUNTING.items()}


def _copy_tables(archive: Writer) -> dict[str, int]:
    rows = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in tables.kept(cursor):
            archive.add(f"{TABLES}{table.name}", table.contents(cursor))
            rows[table.name] = table.count(cursor)
    return rows


def _files() -> Iterator[tuple[str, Path]]:
    """Keys and scans: whatever is in the data folder and cannot be made again."""
    folder = Path(settings.SAIDYES_DATA_DIR)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in LEFT_BEHIND and ".sqlite3" not in path.name:
            yield name.as_posix(), path
