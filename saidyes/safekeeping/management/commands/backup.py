"""`manage.py backup [FILE] [--keep N]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.common import clock
from saidyes.common.counting import counted
from saidyes.common.keeping import kept_at
from saidyes.safekeeping.backing_up import back_up


class Command(BaseCommand):
    help = "Write the database, the keys and the scans into one file that `restore` can check. Nobody has to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; else backups/ in the data folder")
        parser.add_argument("--keep", type=int, metavar="N", help="of those in backups/, delete all but the newest N")

    def handle(self, *, file: Path | None, keep: int | None, **_options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more.")
        folder = kept_at("backups")
        path = file or folder / f"saidyes-{clock.now():%Y-%m-%d-%H%M%S}.zip"
        if path.exists():
            raise CommandError(f"{path} is there already. Name another file.")
        try:
            rows = back_up(path)["rows"]
        except OSError as problem:
            raise CommandError(f"{path} could not be written: {problem.strerror}.") from problem
        self.stdout.write(
            f"{path}\n"
            f"{counted(rows['consent_address'], 'address', 'addresses')}, {counted(rows['ledger_event'], 'event')}; "
            f"{path.stat().st_size:,} bytes.\n"
            "It holds personal data and keys: keep it as you keep the database."
        )
        if keep:
            for old in sorted(folder.glob("saidyes-*.zip"))[:-keep]:
                old.unlink()
