"""Every drill in its short form, one after the other, and one line for each promise: held or broken. NAMES: only those.

A drill that needs PostgreSQL runs there, the others where `--database` says.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bench.__main__ import first_line
from bench.processes import ROOT

LOGS = ROOT / "var" / "drills"
COUNTED = re.compile(r" {3}[\d,.]+")  # on a line of a drill


@dataclass(frozen=True)
class Promise:
    """What a drill proves, and how it is asked to be brief."""

    drill: str
    words: str
    short: str = ""
    postgres: bool = False


PROMISES = (
    Promise("first-blast", "Only who said yes gets an Email Blast, and leaving works"),
    Promise("opt-out-midway", "Who left gets nothing more, even while it is being sent", "600"),
    Promise("link-scanner", "No robot that follows links changes a choice"),
    Promise("kill-workers", "A killed worker loses nobody and mails nobody twice", "2000 10"),
    Promise("receipts", "A killed worker loses no receipt", "300 4"),
    Promise("bad-servers", "A bad mail server loses nobody and mails nobody twice"),
    Promise("hard-evenings", "Frozen, full or set to another day: nobody lost, nobody twice", "400"),
    Promise("bounces", "Bounces and complaints count, and forgeries do not", "--posted"),
    Promise(
        "races", "Many changes at once end where the last one led", "--clients 8 --changes 60 --rows 4000 --pause 0.1"
    ),
    Promise("tamper", "Nobody alters the audit log in silence", "10"),
    Promise("restore", "A restored backup forgets no opt-out", "400"),
    Promise("upgrade", "A killed upgrade loses no choice and is simply called again", "3"),
    Promise("permissions", "Everybody sees and does just what they may"),
    Promise("enumeration", "No answer tells whether an address is known"),
    Promise("everybody", "No page keeps anybody out"),
    Promise("fair-turns", "A long Email Blast holds up no short one", "4000 100"),
    Promise("neighbours", "Nothing of a school is known next door"),
    Promise("hostile", "What means harm is stored or refused, and never acts"),
    Promise("fuzz", "Whatever is sent, nothing breaks", "1000"),
    Promise("too-much", "What is too large or too slow keeps nobody waiting"),
    Promise("rehearsal", "In a rehearsal no email leaves"),
    Promise("doctor", "What is out of order is found and named"),
    Promise("restart-database", "A database that restarts loses nobody", "600 3", postgres=True),
    Promise("scale-out", "A lost worker or broker loses nobody", "--recipients 3000", postgres=True),
    Promise("upgrade", "An upgrade that is killed resumes, and loses nobody", postgres=True),
    Promise("nephew", "The documentation alone leads to a first Email Blast"),
)


@dataclass(frozen=True)
class Outcome:
    promise: Promise
    code: int
    counts: int
    seconds: float

    def __str__(self) -> str:
        how = "held  " if self.code == 0 else "BROKEN"
        return f"{how}  {self.promise.words:<62}{self.counts:>5} counts{self.seconds:>7.0f} s  {self.promise.drill}"


def main(names: list[str]) -> int:
    LOGS.mkdir(parents=True, exist_ok=True)
    wanted = [promise for promise in (*PROMISES, *unnamed()) if not names or promise.drill in names]
    outcomes = []
    for promise in wanted:
        outcomes.append(act_out(promise))
        print(outcomes[-1], flush=True)
    broken = [one for one in outcomes if one.code]
    print(f"\n{len(outcomes) - len(broken)} of {len(outcomes)} promises held.")
    for one in broken:
        print(f"  what {one.promise.drill} said: {log_of(one.promise)}")
    return 1 if broken or not outcomes else 0


def unnamed() -> Iterator[Promise]:
    """Drills that are new: what they say of themselves is their promise, until it stands above."""
    named = {promise.drill for promise in PROMISES} | {"all"}
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        if (drill := path.stem.replace("_", "-")) not in named:
            yield Promise(drill, first_line(path)[:60])


def act_out(promise: Promise) -> Outcome:
    """In a process and a database of its own; all that it says goes into its log."""
    began = time.monotonic()
    database = "postgres" if promise.postgres or connection.vendor == "postgresql" else "sqlite"
    command = [sys.executable, "-m", "bench", "drill", promise.drill, "--database", database, *promise.short.split()]
    with log_of(promise).open("w", encoding="utf-8") as log:
        code = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    said = log_of(promise).read_text("utf-8").splitlines()
    counts = sum(COUNTED.search(line) is not None for line in said)
    return Outcome(promise, code, counts, time.monotonic() - began)


def log_of(promise: Promise) -> Path:
    return LOGS / f"{promise.drill}{'-postgres' * promise.postgres}.txt"
