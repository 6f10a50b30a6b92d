"""What is wrong with a database that cannot be used, and what to do: for whoever is called at night."""

from dataclasses import dataclass

from django.db import DatabaseError, OperationalError

OTHER_TABLES = {"42P01", "42703"}  # undefined_table, undefined_column
READ_ONLY, DISK_FULL = "25006", "53100"
AWAY = ("08", "28", "3D", "53", "57")  # of the connection, log-in, no such database, resources, operator
UPGRADE = "Run “saidyes upgrade”, in a clone “./run upgrade”: it makes a backup first."


@dataclass(frozen=True)
class Plight:
    sentence: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"


def plight(wrong: BaseException) -> Plight | None:
    """Nothing for an error that is no plight of the database: then it is ours."""
    if not isinstance(wrong, DatabaseError):
        return None
    words = str(wrong).partition("\n")[0].rstrip(".")
    state = getattr(wrong.__cause__, "sqlstate", None) or ""
    if state in OTHER_TABLES or words.startswith(("no such table", "no such column")):
        return Plight(f"The tables are not those of this release: {words}.", UPGRADE)
    if state == READ_ONLY or "readonly database" in words:
        return Plight("The database takes no writes.", "See whether it is a standby, or its files are another user’s.")
    if state == DISK_FULL or "disk is full" in words:
        return Plight("The disk of the database is full.", "Make room: what waits goes on by itself then.")
    if isinstance(wrong, OperationalError) and "locked" not in words and (not state or state.startswith(AWAY)):
        return Plight(f"The database cannot be used: {words}.", "See that it runs, and look at DATABASE_URL.")
    return None
