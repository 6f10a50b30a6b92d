"""Tests that commit (a live server, two transactions) end with a flush, which append-only tables refuse, rightly.

The refusal is lifted for the flush alone, by the owner of the tables: ENABLE ALWAYS triggers know no other way.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

ALWAYS = """SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal"""
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"

flush = BaseDatabaseOperations.execute_sql_flush


def lift_for_the_flush() -> None:
    BaseDatabaseOperations.execute_sql_flush = flush_all  # type: ignore[assignment]


def flush_all(operations: Any, sql_list: list[str]) -> None:
    connection = operations.connection
    lifted = lifted_on_postgresql if connection.vendor == "postgresql" else lifted_on_sqlite
    with transaction.atomic(connection.alias), lifted(connection):
        flush(operations, sql_list)


@contextlib.contextmanager
def lifted_on_postgresql(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(ALWAYS)
        triggers = cursor.fetchall()
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


@contextlib.contextmanager
def lifted_on_sqlite(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql, None)
