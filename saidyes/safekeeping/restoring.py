"""Back to the moment of a backup, and what must be made good before anything may leave.

All in one step: until the last line the installation is as it was before.
"""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.fence.policies import lifted
from saidyes.safekeeping import tables
from saidyes.safekeeping.archive import BadBackup, digest_of, reading, unpack
from saidyes.safekeeping.backing_up import DATABASE, FILES, TABLES
from saidyes.safekeeping.making_good import MadeGood, make_good

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class CannotRestore(Exception):
    """Nothing was changed; the message is the sentence that says why."""


@dataclass(frozen=True)
class Restored:
    """The moment that was gone back to, what was made good, and where the database of before lies now."""

    made_at: str
    made_good: MadeGood
    kept_at: Path | None = None


def restore(path: Path, *, replace: bool) -> Restored:
    """Put back what a backup holds, hear every no since, and hold all that was on its way.

    Web and worker do not run meanwhile. A database with a school in it is replaced only where `replace` says so.
    Raises `BadBackup` or `CannotRestore`, with everything as it was.
    """
    with reading(path) as (archive, manifest):
        _refuse_the_wrong_engine(manifest)
        _refuse_a_newer_release(manifest)
        if not replace and holds_a_school():
            raise CannotRestore("There is a school in this database. Say --replace to put the backup in its place.")
        put_back = _put_back_file if connection.vendor == "sqlite" else _put_back_tables
        _put_back_files(archive)
        with put_back(archive, manifest) as kept_at:
            made_good = make_good(manifest, digest=digest_of(path))
    return Restored(manifest["made_at"], made_good, kept_at)


def _refuse_the_wrong_engine(manifest: dict[str, Any]) -> None:
    theirs, ours = ENGINES.get(manifest["database"], "another database"), ENGINES[connection.vendor]
    if theirs != ours:
        raise CannotRestore(f"This backup was made on {theirs}; this installation runs on {ours}.")


def _refuse_a_newer_release(manifest: dict[str, Any]) -> None:
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    if {tuple(one) for one in manifest["migrations"]} - known:
        raise CannotRestore("This backup was made by a newer release of Saidyes. Install that one first.")


def holds_a_school() -> bool:
    return Business._meta.db_table in connection.introspection.table_names() and Business.objects.exists()  # noqa: SLF001


def _put_back_files(archive: zipfile.ZipFile) -> None:
    """Keys and scans. What is there already stays: keys are never lost by going back."""
    folder = Path(settings.SAIDYES_DATA_DIR)
    for name in archive.namelist():
        path = (folder / name.removeprefix(FILES)).resolve()
        if name.startswith(FILES) and path.is_relative_to(folder.resolve()) and not path.exists():
            unpack(archive, name, path)


@contextmanager
def _put_back_tables(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[None]:
    """One transaction, the tables' definitions included."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            tables.drop_all(cursor)
        _migrate(_newest(manifest))
        with connection.cursor() as cursor, lifted(cursor):
            for table in tables.kept(cursor):
                with archive.open(f"{TABLES}{table.name}") as contents:
                    table.fill(cursor, contents)
                if table.count(cursor) != manifest["rows"][table.name]:
                    raise BadBackup(f"The table {table.name} does not hold what the backup says.")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _migrate()
        yield


@contextmanager
def _put_back_file(archive: zipfile.ZipFile, _manifest: dict[str, Any]) -> Iterator[Path | None]:
    """Everything is done in a copy beside, which then takes the name of the database in one step."""
    name = Path(str(connection.settings_dict["NAME"]))
    draft = name.with_name(f".{name.name}.restored")
    unpack(archive, DATABASE, draft)
    connection.close()
    connection.settings_dict["NAME"] = str(draft)
    try:
        _migrate()
        aside = name.with_name(f"{name.name}.before-{clock.now():%Y-%m-%d-%H%M%S-%f}") if name.exists() else None
        yield aside
        connection.close()
        if aside:
            _set_aside(name, aside)
        draft.replace(name)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(name)
        for left in name.parent.glob(f"{draft.name}*"):
            left.unlink()


def _set_aside(name: Path, aside: Path) -> None:
    """Give the database of before a second name. Nobody else may have it open: their changes would be lost."""
    with closing(sqlite3.connect(name, timeout=1, isolation_level=None)) as ours:
        try:
            ours.execute("PRAGMA locking_mode = EXCLUSIVE")
            ours.execute("PRAGMA journal_mode = DELETE")  # all changes into the one file, and no other beside it
            ours.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as busy:
            raise CannotRestore("The database is in use. Stop web and worker first.") from busy
        aside.hardlink_to(name)


def _newest(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Of the migrations that the backup had, those that no other of them builds upon."""
    had = {(app, name) for app, name in manifest["migrations"]}
    nodes = MigrationExecutor(connection).loader.graph.node_map
    return [one for one in sorted(had & nodes.keys()) if not had & {child.key for child in nodes[one].children}]


def _migrate(targets: list[tuple[str, str]] | None = None) -> None:
    """To the given state, or the one of this release."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets or executor.loader.graph.leaf_nodes())
