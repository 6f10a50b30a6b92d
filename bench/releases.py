"""A repository to install from, as a school meets it: what was released then, and one day the next release."""

import subprocess
from pathlib import Path

from bench.processes import ROOT

BRANCH = "main"
US = ("-c", "user.name=The next release", "-c", "user.email=release@example.org")
MIGRATIONS = Path("saidyes", "checkup", "migrations")
MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("checkup", "{last}")]
    operations = [migrations.RunSQL("SELECT 1", "SELECT 1")]
"""


class Repository:
    """A clone of this one, with a branch and tags of its own."""

    def __init__(self, path: Path, begins_with: str) -> None:
        self.path = path
        _git("clone", "--quiet", "--no-tags", "--no-checkout", str(ROOT), str(path))
        self._branch(begins_with)

    def release(self, tag: str) -> None:
        """What is committed here and a migration more, for there may be none since the release before."""
        self._branch("HEAD")
        folder = self.path / MIGRATIONS
        last = max(file.stem for file in folder.glob("0*.py"))
        (folder / f"{int(last[:4]) + 1:04}_next_release.py").write_text(MIGRATION.format(last=last))
        self._here("add", str(MIGRATIONS))
        self._here(*US, "commit", "--quiet", "--message", tag)
        self._here("tag", tag)

    def _branch(self, commit: str) -> None:
        self._here("checkout", "--quiet", "-B", BRANCH, _git("-C", str(ROOT), "rev-parse", f"{commit}^{{commit}}"))

    def _here(self, *words: str) -> None:
        _git("-C", str(self.path), *words)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
