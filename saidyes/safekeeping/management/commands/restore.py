"""`manage.py restore FILE [--replace]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.safekeeping.archive import BadBackup
from saidyes.safekeeping.restoring import CannotRestore, restore


class Command(BaseCommand):
    help = "Put back what a backup holds, hear every opt-out since, and hold every blast that was on its way."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="in place of the school that is there now")

    def handle(self, *, file: Path, replace: bool, **_options: Any) -> None:
        try:
            restored = restore(file, replace=replace)
        except (BadBackup, CannotRestore) as problem:
            raise CommandError(f"{problem} Nothing was changed.") from problem
        good = restored.made_good
        self.stdout.write(
            f"Back at {restored.made_at}.\n"
            f"From the journal of opt-outs: {good.opt_outs:,} opt-outs, {good.suppressions:,} that cannot be delivered "
            f"to, {good.lapses:,} yeses that had ended; {good.unknown:,} for addresses that are unknown here; "
            f"{good.erased:,} families erased once more.\n"
            f"Held until somebody lets them go on: {good.blasts:,} Email Blasts. "
            f"Not sent again: {good.notices:,} other letters.\nEverybody has to log in again."
        )
        if restored.kept_at:
            self.stdout.write(f"The database of before is {restored.kept_at}.")
