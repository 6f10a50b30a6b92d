"""For migrations: make the database itself refuse to change or delete rows of a table."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

FUNCTION = """CREATE OR REPLACE FUNCTION saidyes_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""
POSTGRESQL = (
    """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION saidyes_append_only()""",
    """CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION saidyes_append_only()""",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
)


def append_only(table: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """A `RunPython` step after which UPDATE, DELETE and TRUNCATE on `table` raise."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table):
            editor.execute(statement, params=None)  # None: a "%" in the SQL is no placeholder

    return forwards


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [FUNCTION, *(statement.format(table=table) for statement in POSTGRESQL)]
    return [SQLITE.format(table=table, verb=verb.lower(), VERB=verb) for verb in ("UPDATE", "DELETE")]
