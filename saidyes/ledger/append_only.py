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

UNLESS_SHREDDED = "NOT EXISTS (SELECT 1 FROM ledger_shredded WHERE event_id = OLD.event_id)"
DETAILS_ON_SQLITE = (
    "DROP TRIGGER ledger_eventprivate_no_delete",
    f"""CREATE TRIGGER ledger_eventprivate_no_delete BEFORE DELETE ON ledger_eventprivate WHEN {UNLESS_SHREDDED}
    BEGIN SELECT RAISE(ABORT, 'ledger_eventprivate is append-only'); END""",
)
DETAILS_ON_POSTGRESQL = (
    "DROP TRIGGER ledger_eventprivate_append_only ON ledger_eventprivate",
    """CREATE TRIGGER ledger_eventprivate_append_only BEFORE UPDATE ON ledger_eventprivate
    FOR EACH ROW EXECUTE FUNCTION saidyes_append_only()""",
    f"""CREATE FUNCTION saidyes_only_shredded() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF {UNLESS_SHREDDED} THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF; RETURN OLD; END $$""",
    """CREATE TRIGGER ledger_eventprivate_only_shredded BEFORE DELETE ON ledger_eventprivate
    FOR EACH ROW EXECUTE FUNCTION saidyes_only_shredded()""",
    "ALTER TABLE ledger_eventprivate ENABLE ALWAYS TRIGGER ledger_eventprivate_append_only",
    "ALTER TABLE ledger_eventprivate ENABLE ALWAYS TRIGGER ledger_eventprivate_only_shredded",
)


def append_only(table: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """A `RunPython` step after which UPDATE, DELETE and TRUNCATE on `table` raise."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table):
            editor.execute(statement, params=None)  # None: a "%" in the SQL is no placeholder

    return forwards


def details_go_when_shredded(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """A `RunPython` step after which personal details may be deleted where a row of `ledger_shredded` says so first.

    They are still never changed, and events are still never deleted.
    """
    on_postgresql = editor.connection.vendor == "postgresql"
    for statement in DETAILS_ON_POSTGRESQL if on_postgresql else DETAILS_ON_SQLITE:
        editor.execute(statement, params=None)


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [FUNCTION, *(statement.format(table=table) for statement in POSTGRESQL)]
    return [SQLITE.format(table=table, verb=verb.lower(), VERB=verb) for verb in ("UPDATE", "DELETE")]
