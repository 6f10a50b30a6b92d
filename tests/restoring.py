"""Between two tests: what one wrote is undone, what one committed is put back as it was, and the connection stays.

Django would connect anew for each test, and after one that commits leave an empty database: then the cast would have
to be laid down once more, which takes longer than most tests.
"""

import sqlite3
from collections.abc import Callable

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase

from saidyes.common.fence.policies import lifted
from tests.flushing import lifted_on_postgresql


def stay_connected() -> None:
    TestCase.tearDownClass = classmethod(roll_back)  # type: ignore[assignment,method-assign]


def roll_back(test_case: type[TestCase]) -> None:
    test_case._rollback_atomics(test_case.cls_atomics)  # type: ignore[attr-defined]


def put_back_from_now_on() -> None:
    """As the database is now, every test that commits will leave it."""
    put_back = picture_on_postgresql() if connection.vendor == "postgresql" else picture_on_sqlite()
    TransactionTestCase._fixture_teardown = lambda _: put_back()  # type: ignore[attr-defined]


def picture_on_sqlite() -> Callable[[], None]:
    picture = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(picture)

    def put_back() -> None:
        connection.ensure_connection()
        picture.backup(connection.connection)

    return put_back


def picture_on_postgresql() -> Callable[[], None]:
    with transaction.atomic(), connection.cursor() as cursor, lifted(cursor):  # else generated columns are copied too
        picture = {table: rows_of(table) for table in connection.introspection.table_names()}
    numbering = "".join(connection.ops.sequence_reset_sql(no_style(), apps.get_models()))

    @transaction.atomic
    def put_back() -> None:
        with lifted_on_postgresql(connection), connection.cursor() as cursor, lifted(cursor):
            for table in picture:
                cursor.execute(f"DELETE FROM {table}")
            for table, rows in picture.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            cursor.execute(numbering)  # a flush begins anew at 1
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with an open check lets its triggers be set

    return put_back


def rows_of(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)
