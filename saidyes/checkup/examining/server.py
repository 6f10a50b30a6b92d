"""The machine: its disk and its clock, the program's database, whether the worker lives, and how people reach it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from saidyes.checkup import machine, pulse
from saidyes.common import clock
from saidyes.common.configuring import CONFIGURATION
from saidyes.common.counting import counted
from saidyes.common.migrating import to_do
from saidyes.common.plights import UPGRADE, plight
from saidyes.ledger.reading import newest_moment
from saidyes.mail.sender_check.finding import Finding, advice, bad, good

CLOCKS_DIFFER = timedelta(seconds=5)
OLDEST_POSTGRESQL = 150_000
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")  # else a power cut undoes an opt-out
PRAGMAS = {"journal_mode": ("wal",), "synchronous": (2, 3), "foreign_keys": (1,)}


def disk() -> Finding:
    room = machine.room()
    if room.is_short:
        return bad("Disk", f"{room.sentence}. When it is full, nobody can unsubscribe.", "Make room, or a larger disk.")
    return good("Disk", f"{room.sentence}.")


def chosen() -> list[Finding]:
    """What no start would go on with: a service that ends at once says the same in its log."""
    remedy = "Put it right in the environment or the file of settings, then start the services again."
    return [bad("Settings", str(one.msg), remedy) for one in run_checks(tags=[CONFIGURATION]) if one.is_serious()]


def the_clock() -> Finding:
    """Against whatever else knows the time: the database's server, and what was written before."""
    now, server = clock.now(), _database_time()
    behind = [one - now for one in (server, newest_moment(), pulse.last_beat()) if one]
    off = max([*behind, now - server if server else timedelta(0)])
    if off > CLOCKS_DIFFER:
        seconds = counted(int(off.total_seconds()), "second")
        sentence = (
            f"The clock of this machine and that of the database, or of what was written before, are {seconds} apart."
        )
        return bad("Clock", sentence, "Let NTP keep the time on every machine, then look again.")
    return good("Clock", "The clock agrees with the database and with what was written before.")


def database() -> list[Finding]:
    wrong = [*_writing(), *(_postgresql() if connection.vendor == "postgresql" else _sqlite())]
    return [*(wrong or [good("Database", "What was acknowledged survives a power cut.")]), _tables()]


def unusable(wrong: DatabaseError) -> Finding:
    """Nothing more can be said of what is in it."""
    if found := plight(wrong):
        return bad("Database", found.sentence, found.remedy)
    return bad("Database", f"It answers with an error ({type(wrong).__name__}).", "Look at its own log.")


def worker() -> Finding:
    last, silent = pulse.last_beat(), pulse.silent_since()
    remedy = "Start it: “./run”, or “manage.py deliver” beside a web server of your own. What waits leaves then."
    if last is None:
        return bad("Worker", "No worker has run yet, so no email has left.", remedy)
    if silent:
        minutes = counted(int((clock.now() - silent).total_seconds() // 60), "minute")
        return bad("Worker", f"The worker, which sends all emails, has been silent for {minutes}.", remedy)
    return good("Worker", "The worker is running.")


def address() -> Finding:
    url = settings.SAIDYES_BASE_URL
    if not settings.SAIDYES_PRODUCTION:
        remedy = "For families, set SAIDYES_BASE_URL to the address they use."
        return advice("Address", f"{url} can be reached from this machine alone.", remedy)
    if not settings.HTTPS:
        sentence = f"{url} is not encrypted: log-ins and links can be read on the way."
        return bad("Address", sentence, "Put a proxy with a certificate in front, and write https in SAIDYES_BASE_URL.")
    return good("Address", f"People reach it at {url}.")


def _database_time() -> datetime | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _writing() -> list[Finding]:
    """Whether a choice could be written now; nothing is."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE businesses_business SET name = name WHERE id IS NULL")
    except DatabaseError as wrong:
        return [unusable(wrong)]
    return []


def _sqlite() -> list[Finding]:
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    remedy = "Take out what changes DATABASES in the settings, and start again."
    return [
        bad("Database", f"SQLite runs with {name}={found[name]}: a power cut may undo an opt-out.", remedy)
        for name, allowed in PRAGMAS.items()
        if found[name] not in allowed
    ]


def _postgresql() -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version = cursor.fetchone()[0]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(MUST_BE_ON)])
        off = [name for name, setting in cursor.fetchall() if setting in ("off", "local", "remote_write")]
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
    found = [
        bad("Database", f"PostgreSQL runs with {name} off: a power cut may undo an opt-out.", f"Set {name} = on.")
        for name in off
    ]
    if version < OLDEST_POSTGRESQL:
        found.append(bad("Database", f"This is PostgreSQL {version // 10_000}.", "Upgrade it to 15 or newer."))
    if is_superuser:
        sentence = (
            "Saidyes logs in to PostgreSQL as a superuser, who may pass by what keeps the audit log from changes."
        )
        found.append(bad("Database", sentence, "Make a role without SUPERUSER that owns the tables, for DATABASE_URL."))
    return found


def _tables() -> Finding:
    missing = len(to_do())
    if missing:
        sentence = f"The tables are {counted(missing, 'change')} behind the program."
        return bad("Tables", sentence, UPGRADE)
    return good("Tables", "The tables are as this version of the program needs them.")
