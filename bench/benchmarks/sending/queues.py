"""The same letters out of the queues of django-post_office (two processes) and django-newsletter, in our database.

Both live in an environment that is made for this and thrown away. What is measured is the sending alone, on all sides:
neither our filling nor their queueing.
"""

import json
import statistics
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from bench.benchmarks.sending.beside import others
from bench.benchmarks.sending.ground import filled, must_be_sent, our_port, postfix_and_sink, school_of, send
from bench.benchmarks.sending.peers import people, templates
from bench.postfix import Sink
from bench.processes import ROOT
from saidyes.blasts.models import Blast

PINS = (
    "Django==5.2.*",
    "django-post_office==3.12.0",
    "django-newsletter==1.2.1",
    "sorl-thumbnail==13.*",
    "psycopg[binary]==3.*",
)
REACH = {"bench.peers.with_post_office": 10, "bench.peers.with_newsletter": 20}
THEIRS = 2_000  # letters, for they take their time
SCHEMA = "peers"


class CannotInstall(Exception):
    """Their packages are not to be had here."""


def measure(recipients: int = 20_000, rounds: int = 3, processes: int = 1) -> int:
    author, count = school_of(recipients), min(recipients, THEIRS)
    found: dict[str, list[float]] = {peer: [] for peer in REACH}
    try:
        with postfix_and_sink(our_port()) as (_, sink), their_environment() as python, others(processes - 1) as beside:
            for _ in range(rounds):
                blast = filled(author)
                ours = recipients / send(beside).seconds
                must_be_sent(blast, recipients)
                for peer, ratios in found.items():
                    theirs = count / seconds(python, peer, blast, count, sink)
                    ratios.append(ours / theirs)
                    print(f"  ours {ours:.0f} a second, {peer} {theirs:.0f}: {ours / theirs:.1f}", flush=True)
    except CannotInstall as why:
        print(why)
        return 1
    medians = {peer: statistics.median(ratios) for peer, ratios in found.items()}
    for peer, median in medians.items():
        print(f"  median {median:.1f} times {peer}, to reach {REACH[peer]}")
    return 0 if all(medians[peer] >= reach for peer, reach in REACH.items()) else 1


@contextmanager
def their_environment() -> Iterator[Path]:
    """A Python with their packages, until we are done."""
    with tempfile.TemporaryDirectory(prefix="saidyes-peers-") as name:
        python = Path(name, "bin", "python")
        try:
            venv.create(name, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
        except (OSError, subprocess.CalledProcessError) as wrong:
            raise CannotInstall(f"{', '.join(PINS)} cannot be installed here: {wrong}") from wrong
        yield python


def seconds(python: Path, peer: str, blast: Blast, count: int, sink: Sink) -> float:
    """How long the peer takes to send as many, each of which must arrive."""
    before = sink.letters
    with tempfile.TemporaryDirectory(prefix="saidyes-peers-") as name:
        Path(name, "work.json").write_text(json.dumps(work_for(blast, count, Path(name))), "utf-8")
        done = subprocess.run([python, "-m", peer, name], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    if sink.letters - before != count:
        raise SystemExit(f"{peer} sent {sink.letters - before:,} of {count:,}")
    return float(done.stdout.splitlines()[-1])


def work_for(blast: Blast, count: int, folder: Path) -> dict[str, Any]:
    text, html = templates(blast)
    return {
        "database": database(folder),
        "port": our_port(),
        "subject": blast.frozen["subject"],
        "text": text,
        "html": html,
        "sender": blast.frozen["sender"],
        "people": list(people(blast, count)),
    }


def database(folder: Path) -> dict[str, Any]:
    """Ours, as durable as ours: on PostgreSQL an empty schema of it, on SQLite an empty file."""
    names = ("ENGINE", "NAME", "USER", "HOST", "PORT", "OPTIONS")
    found = {name: connection.settings_dict[name] for name in names if connection.settings_dict.get(name)}
    if connection.vendor == "sqlite":
        return {**found, "NAME": str(folder / "peers.sqlite3")}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
    return {**found, "OPTIONS": {"options": f"-c search_path={SCHEMA}"}}
