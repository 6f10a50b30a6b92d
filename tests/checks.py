"""`./run lint` and `./run ci`: what a change must pass. Every step runs, then each is listed with its seconds."""

import dataclasses
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests import chromium, suite

PROGRAMS = Path(sys.executable).parent
LINT = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports", "--no-logo"],
    "djlint": ["djlint", "saidyes", "--lint", "--quiet"],
    "bandit": ["bandit", "--quiet", "--recursive", "saidyes", "--configfile", "pyproject.toml"],
}
OUTDATED_IS_WRONG = ("-W", "error::DeprecationWarning", "-W", "error::PendingDeprecationWarning")  # at import too
DRILLS: dict[str, list[str]] = {
    "first-blast": [],
    "kill-workers": ["2000", "10"],
    "bounces": ["--posted"],
    "restore": ["400"],
    "permissions": [],
}


@dataclasses.dataclass
class Step:
    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}  {self.name:<28}{self.seconds:7.1f} s"


def main() -> int:
    steps: list[Step] = []
    outcomes: list[suite.Outcome] = []
    for name, command in LINT.items():
        take(steps, name, partial(call, [str(PROGRAMS / command[0]), *command[1:]]))
    if sys.argv[1] == "ci":
        take(steps, "migrations", migrations_complete)
        take(steps, "lock files", partial(call, [sys.executable, "run", "lock", "--check"]))
        take(steps, "the site of the docs", partial(call, [sys.executable, "run", "docs"]))
        take(steps, "chromium", browser_is_there)
        for database in suite.DATABASES:
            take(steps, f"the suite on {database}", partial(suite_passes, database, outcomes))
            for drill, short_form in DRILLS.items():
                take(steps, f"{drill} on {database}", partial(act_out, drill, database, short_form))
    return report(steps, outcomes)


def take(steps: list[Step], name: str, act: Callable[[], bool]) -> None:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    passed = act()
    steps.append(Step(name, passed, time.monotonic() - began))


def call(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0


def migrations_complete() -> bool:
    with suite.empty_ground("sqlite") as environment:
        command = [sys.executable, *OUTDATED_IS_WRONG, "manage.py", "makemigrations", "--check", "--dry-run"]
        return subprocess.run(command, env=environment, check=False).returncode == 0


def browser_is_there() -> bool:
    found = chromium.find_or_install()
    print(found or "There is no Chromium, and it could not be installed.")
    return bool(found)


def suite_passes(database: str, outcomes: list[suite.Outcome]) -> bool:
    outcome = suite.run_suite(database, [])
    outcomes.append(outcome)
    return outcome.code == 0


def act_out(drill: str, database: str, short_form: list[str]) -> bool:
    return call([sys.executable, "-m", "bench", "drill", drill, "--database", database, *short_form])


def report(steps: list[Step], outcomes: list[suite.Outcome]) -> int:
    failed = [step.name for step in steps if not step.passed]
    seconds = sum(step.seconds for step in steps)
    print("\n" + "\n".join(map(str, steps)))
    print(f"{len(steps) - len(failed)} steps passed, {len(failed)} failed in {seconds:.0f} s")
    if outcomes:
        print("\n".join(map(str, outcomes)))
        passed = sum(outcome.tests - outcome.failed - outcome.skipped for outcome in outcomes)
        print(f"{passed} passed, {sum(o.failed for o in outcomes)} failed, {sum(o.skipped for o in outcomes)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
