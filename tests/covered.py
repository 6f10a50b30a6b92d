"""`./run coverage`: which lines and branches no test walks, of what decides about consent, sending and rights."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import suite

WATCHED = ("consent", "ledger", "delivery", "accounts", "portal/doors", "office/doors", "api/doors", "web")
OMITTED = "*/migrations/*"
PROMISED = 95  # percent of lines and branches together
COVERAGE = [sys.executable, "-m", "coverage"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run coverage", description=__doc__, epilog="All else goes to pytest.")
    parser.add_argument("--database", choices=suite.DATABASES, help="only this one; else what is walked on either")
    options, arguments = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="saidyes-") as folder:
        walked = Path(folder) / "coverage"
        databases = [options.database] if options.database else suite.DATABASES
        codes = [walk(database, walked, arguments) for database in databases]
        return report(walked) or max(codes)


def walk(database: str, walked: Path, arguments: list[str]) -> int:
    """The suite, all but the browser's part, with every process it starts."""
    print(f"\n== the suite on {database}", flush=True)
    with suite.empty_ground(database) as environment:
        tests = ["-m", "pytest", "-n", str(min(os.cpu_count() or 2, 8)), "-m", "not browser", *arguments]
        environment["COVERAGE_FILE"] = str(walked)
        return subprocess.run([*COVERAGE, "run", *tests], env=environment, check=False).returncode


def report(walked: Path) -> int:
    """2 where less is walked than is promised."""
    files = ",".join(f"saidyes/{name}.py" if "/" in name else f"saidyes/{name}/*" for name in WATCHED)
    told = ["--show-missing", "--skip-covered", "--sort=cover", f"--fail-under={PROMISED}"]
    environment = {**os.environ, "COVERAGE_FILE": str(walked)}
    subprocess.run([*COVERAGE, "combine", "--quiet", str(walked.parent)], env=environment, check=False)
    command = [*COVERAGE, "report", f"--include={files}", f"--omit={OMITTED}", *told]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
