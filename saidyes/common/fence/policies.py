"""The fence around the tables of schools, for migrations; and away from them for a moment, for a restore."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = """SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t
    USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND c.column_name = 'business_id' AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_name"""

SCHOOL = "current_setting('saidyes.school', true)"
# each in a SELECT of its own: so it is asked once for a statement, not for every row
POLICY = f"""CREATE POLICY of_its_school ON {{table}}
    USING ((SELECT {SCHOOL} = 'every') OR business_id = (SELECT NULLIF(NULLIF({SCHOOL}, 'every'), '')::uuid))"""

# FORCE: the owner of the tables is whom we connect as
UP = (
    "DROP POLICY IF EXISTS of_its_school ON {table}",
    POLICY,
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
)
DOWN = (
    "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS of_its_school ON {table}",
)

OF_ALL = """DO $$ DECLARE fenced regclass; BEGIN
    FOR fenced IN SELECT oid FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s {act} ROW LEVEL SECURITY', fenced);
    END LOOP; END $$"""


def fenced(*tables: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """A `RunPython` step after which rows of these tables are seen and written only as their school's."""
    return lambda _apps, editor: _execute(UP, tables, editor)


def fence_all_there_are(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The same for every table with a `business_id`."""
    _execute(UP, _tables(editor), editor)


def take_all_down(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _execute(DOWN, _tables(editor), editor)


def _tables(editor: BaseDatabaseSchemaEditor) -> tuple[str, ...]:
    if editor.connection.vendor != "postgresql":
        return ()
    with editor.connection.cursor() as cursor:
        cursor.execute(TABLES)
        return tuple(name for (name,) in cursor.fetchall())


def _execute(statements: tuple[str, ...], tables: tuple[str, ...], editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in tables:
            for statement in statements:
                editor.execute(statement.format(table=table), params=None)


@contextmanager
def lifted(cursor: Any) -> Iterator[None]:
    """COPY fills no table with a fence around it. For the owner, in a transaction, which keeps all others out."""
    cursor.execute(OF_ALL.format(act="NO FORCE"))
    yield
    cursor.execute(OF_ALL.format(act="FORCE"))
