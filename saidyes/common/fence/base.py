"""Django's backend for PostgreSQL, which says before a statement whose rows it may see, where that has changed."""

from typing import Any

from django.db.backends.postgresql import base

from saidyes.common.fence import whose

TELL = "SELECT set_config('saidyes.school', %s, false)"


class DatabaseWrapper(base.DatabaseWrapper):
    """It is said for the whole connection, since most statements are a transaction of their own.

    What the server was told is remembered, and forgotten wherever the server may have forgotten it: with a new
    connection and with every rollback, which takes back also what was set.
    """

    _told: str | None = None

    def init_connection_state(self) -> None:
        self._told = None
        super().init_connection_state()

    def _cursor(self, name: str | None = None) -> Any:
        cursor = super()._cursor(name)  # type: ignore[misc]
        self._tell(whose.rows())
        return cursor

    def _tell(self, rows: str) -> None:
        if rows != self._told:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(TELL, [rows])
            self._told = rows

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._told = whose.rows()  # a transaction that failed takes no other statement than this one
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None
