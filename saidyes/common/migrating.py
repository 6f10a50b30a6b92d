"""Migrations beside a school that goes on: each in one piece with its stamp, and none that others wait for.

Django stamps a migration after its transaction when it adds an index or a foreign key. Whoever is killed in between
finds the table there the next time and never gets on; so here the stamp is in the transaction.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

LOCK_SECONDS = 2  # so long do others wait behind us for a table, at most
PATIENCE_SECONDS = 5 * 60
PAUSE_SECONDS = 1.0
ONE_AT_A_TIME = 7205  # any number: the name of our lock
BUSY = {"55P03", "40P01"}  # lock_not_available, deadlock_detected


def to_do() -> list[Migration]:
    """What this release brings and the database has not."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate(say: Callable[[str], object] = lambda _: None) -> None:
    """To this release. Killed at any point, the next call goes on where the last whole migration ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        executor = InOnePiece(connection, say)
        targets = executor.loader.graph.leaf_nodes()
        plan = executor.migration_plan(targets)
        if not plan:
            return
        try:
            executor.migrate(targets, plan)
        except OperationalError as wrong:
            _begin_anew()
            if not _is_busy(wrong) or time.monotonic() > until:
                raise
            say("  Somebody is at its tables: it waits, and nobody waits for it.")
            time.sleep(PAUSE_SECONDS)


class InOnePiece(MigrationExecutor):
    """Django's own, with each migration and its stamp in one transaction."""

    def __init__(self, connection: Any, say: Callable[[str], object]) -> None:
        super().__init__(connection)
        self._say = say

    def apply_migration(self, state: ProjectState, migration: Migration, *how: Any, **options: Any) -> ProjectState:
        began = time.monotonic()
        with _alone():
            if (migration.app_label, migration.name) in self.recorder.applied_migrations():
                return migration.mutate_state(state, preserve=False)  # another one was quicker
            after = super().apply_migration(state, migration, *how, **options)
        self._say(f"  {migration} in {time.monotonic() - began:.1f} s")
        return after


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction in which nobody else migrates; on SQLite nobody else writes in any case."""
    with connection.constraint_checks_disabled(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        yield


def _begin_anew() -> None:
    """Django forgets to leave the inner transaction when what it put off to its end fails: then a later one would never
    be committed, and say nothing. A new connection knows of none.
    """
    connection.close()
    del connections[DEFAULT_DB_ALIAS]


def _is_busy(wrong: OperationalError) -> bool:
    return getattr(wrong.__cause__, "sqlstate", "") in BUSY or "database is locked" in str(wrong)
