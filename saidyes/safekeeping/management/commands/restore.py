"""`manage.py restore FILE [--replace]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.common.counting import counted
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
            f"From the journal of opt-outs: {counted(good.opt_outs, 'opt-out')}, {good.suppressions:,} that cannot be "
            f"delivered to, {counted(good.lapses, 'yes', 'yeses')} that had ended; {good.unknown:,} for addresses that "
            f"are unknown here; {counted(good.erased, 'family', 'families')} erased once more.\n"
            f"Held until somebody lets them go on: {counted(good.blasts, 'Email Blast')}. "
            f"Not sent again: {counted(good.notices, 'other letter')}.\nEverybody has to log in again."
        )
        if restored.kept_at:
            self.stdout.write(f"The database of before is {restored.kept_at}.")
