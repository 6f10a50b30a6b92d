"""The tables of a PostgreSQL database, each as PostgreSQL itself copies it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, LiteralString

from psycopg import sql

AT_ONCE = 1 << 16  # bytes
PASSING = frozenset({"django_session", "cache"})  # log-ins and counted tries end with a restore
MADE_BY_MIGRATING = frozenset({"django_migrations"})

COLUMNS = """
    SELECT table_name, column_name, is_identity = 'YES' FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_generated = 'NEVER'
        AND table_name IN (SELECT table_name FROM information_schema.tables
                           WHERE table_schema = current_schema() AND table_type = 'BASE TABLE')
    ORDER BY table_name, ordinal_position"""

OURS = """
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', oid::regclass) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relowner = current_user::regrole
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proowner = current_user::regrole"""


@dataclass(frozen=True)
class Table:
    """Its columns in order, without those that PostgreSQL computes, and the one that numbers its rows, if any."""

    name: str
    columns: tuple[str, ...]
    numbered: str = ""

    def contents(self, cursor: Any) -> Iterator[bytes | memoryview]:
        with cursor.copy(self._sql("COPY {table} ({columns}) TO STDOUT")) as copy:
            yield from copy

    def fill(self, cursor: Any, contents: IO[bytes]) -> None:
        """Put the rows of a copy into the empty table, and number the next row after them."""
        with cursor.copy(self._sql("COPY {table} ({columns}) FROM STDIN")) as copy:
            while chunk := contents.read(AT_ONCE):
                copy.write(chunk)
        if self.numbered:
            cursor.execute(
                self._sql("SELECT setval(pg_get_serial_sequence(%s, %s), max({key})) FROM {table}"), self.key
            )

    def count(self, cursor: Any) -> int:
        cursor.execute(self._sql("SELECT count(*) FROM {table}"))
        return int(cursor.fetchone()[0])

    @property
    def key(self) -> list[str]:
        return [f'"{self.name}"', self.numbered]

    def _sql(self, text: LiteralString) -> sql.Composed:
        columns = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        key = sql.Identifier(self.numbered or "id")
        return sql.SQL(text).format(table=sql.Identifier(self.name), columns=columns, key=key)


def kept(cursor: Any) -> list[Table]:
    """Every table that a backup holds."""
    cursor.execute(COLUMNS)
    columns: dict[str, list[str]] = {}
    numbered: dict[str, str] = {}
    for name, column, is_identity in cursor.fetchall():
        columns.setdefault(name, []).append(column)
        if is_identity:
            numbered[name] = column
    wanted = columns.keys() - PASSING - MADE_BY_MIGRATING
    return [Table(name, tuple(columns[name]), numbered.get(name, "")) for name in sorted(wanted)]


def drop_all(cursor: Any) -> None:
    """Empty the schema of everything that is ours: what was there before, in the transaction of the restore."""
    cursor.execute(OURS)
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
