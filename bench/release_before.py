"""The release before, from the history of this clone: its code in a folder, its database with its sample school."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from django.db import connection

from bench.processes import ROOT
from saidyes.safekeeping import tables

COMMIT = "54fede8"  # until a release has a tag
SEND = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
django.setup()
from bench.crowd import confirmed
from saidyes.accounts.models import Membership
confirmed(Membership.objects.get(business__host="localhost", role="manager"), sys.argv[1])
"""


class NoHistory(Exception):
    """This clone does not know it; the message says what to do."""


def unpack(version: str, folder: Path) -> Path:
    """What was committed as that version, as `git archive` gives it."""
    archive, release = folder / "before.tar", folder / "before"
    done = subprocess.run(["git", "archive", f"--output={archive}", version], cwd=ROOT, check=False)
    if done.returncode:
        raise NoHistory(
            f"{version} is not in this clone. Fetch its history first: git fetch --unshallow --tags; or name a release"
            " that is: ./run drill upgrade 20 VERSION"
        )
    with tarfile.open(archive) as packed:
        packed.extractall(release, filter="data")
    archive.unlink()
    return release


def newest_before() -> str:
    """The newest tag of a version before this commit, else a commit that is named here."""
    command = ["git", "describe", "--tags", "--match", "v*", "--abbrev=0", "HEAD^"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or COMMIT


def prepare(release: Path) -> None:
    """Its own code makes the database of this drill, and loads its own sample school."""
    _forget_our_own()
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=release, check=True, stdout=subprocess.DEVNULL)


def _forget_our_own() -> None:
    """A drill begins with an empty database of this release."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables.drop_all(cursor)
    connection.close()
    for left in Path(os.environ["SAIDYES_DATA_DIR"]).glob("saidyes.sqlite3*"):
        left.unlink()


def send_a_blast(release: Path, subject: str) -> None:
    """To every family of its sample school, by its own acts."""
    subprocess.run([sys.executable, "-c", SEND, subject], cwd=release, check=True)
