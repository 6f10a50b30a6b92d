"""`./run test`: the whole suite on a real PostgreSQL, then on SQLite, and what came of it in one line each."""

import argparse
import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests import chromium, postgres

DATABASES = ("postgres", "sqlite")
OURS = ("SAIDYES_", "DATABASE_URL", "EMAIL_URL", "BROKER_URL")


@dataclasses.dataclass
class Outcome:
    """What one run of the suite came to. A run that ended before counting has no tests and a code that says so."""

    database: str
    code: int
    seconds: float
    tests: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def counts(self) -> str:
        return f"{self.tests - self.failed - self.skipped} passed, {self.failed} failed, {self.skipped} skipped"

    def __str__(self) -> str:
        ended = "" if self.code in (0, 1) else f" (pytest ended with {self.code})"
        return f"{self.database:<9}{self.counts} in {self.seconds:.1f} s{ended}"


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the throwaway server goes too
    parser = argparse.ArgumentParser(prog="./run test", description=__doc__, epilog="All else goes to pytest.")
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    options, arguments = parser.parse_known_args()
    if not chromium.find_or_install():
        print("There is no Chromium here: the browser journeys are skipped.", file=sys.stderr)
    outcomes = run_on([options.database] if options.database else DATABASES, arguments)
    return report(outcomes)


def report(outcomes: list[Outcome]) -> int:
    print("\n" + "\n".join(map(str, outcomes)))
    return max(outcome.code for outcome in outcomes)


def run_on(databases: tuple[str, ...] | list[str], arguments: list[str]) -> list[Outcome]:
    return [run_suite(database, arguments) for database in databases]


def run_suite(database: str, arguments: list[str]) -> Outcome:
    print(f"\n== the suite on {database}", flush=True)
    workers = ["-n", str(min(os.cpu_count() or 2, 8)), "--dist", "worksteal"]
    with empty_ground(database) as environment, tempfile.NamedTemporaryFile(suffix=".xml") as results:
        command = [sys.executable, "-m", "pytest", *workers, f"--junitxml={results.name}", *arguments]
        began = time.monotonic()
        code = subprocess.run(command, env=environment, check=False).returncode
        return counted(Outcome(database, code, time.monotonic() - began), Path(results.name))


def counted(outcome: Outcome, results: Path) -> Outcome:
    if results.stat().st_size:
        suites = list(ElementTree.parse(results).iter("testsuite"))
        outcome.tests = sum(int(suite.get("tests", 0)) for suite in suites)
        outcome.failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
        outcome.skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    return outcome


@contextlib.contextmanager
def empty_ground(database: str, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """An environment with an unused database and data folder, and none of the developer's own settings.

    Compiled modules are kept in the test environment, so that not each process compiles them all once more, even where
    Python was told to leave none beside the sources.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / "compiled")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="saidyes-"))
        url = f"sqlite:///{folder}/saidyes.sqlite3"
        if database == "postgres":
            url = stack.enter_context(postgres.throwaway(durable=durable))
        yield {**kept, "DATABASE_URL": url, "SAIDYES_DATA_DIR": folder}


if __name__ == "__main__":
    sys.exit(main())
