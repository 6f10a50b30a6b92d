"""`manage.py upgrade [--without-backup]`: the database and the files of this release, from whatever was there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from saidyes.common import clock
from saidyes.common.configuring import CONFIGURATION
from saidyes.common.counting import counted
from saidyes.common.keeping import kept_at
from saidyes.common.migrating import migrate, to_do
from saidyes.safekeeping.backing_up import back_up
from saidyes.safekeeping.restoring import holds_a_school


class Command(BaseCommand):
    help = "Back up, then migrate while the school goes on. Killed at any point, it is simply called again."
    requires_system_checks = [CONFIGURATION]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-backup", action="store_true", help="where somebody else backs the database up")

    def handle(self, *, without_backup: bool, **_options: Any) -> None:
        new, is_first = to_do(), not holds_a_school()
        if new and not is_first:
            self._say(f"{counted(len(new), 'migration')} to do.")
            if not without_backup:
                self._back_up()
        try:
            migrate(self._say if not is_first else self._not_a_word)
        except OperationalError as wrong:
            raise CommandError(f"{str(wrong).strip()} Everything works as before; try again.") from wrong
        call_command("prepare", "--empty")

    def _back_up(self) -> None:
        path = kept_at("backups") / f"before-upgrade-{clock.now():%Y-%m-%d-%H%M%S-%f}.zip"
        try:
            back_up(path)
        except OSError as problem:
            raise CommandError(f"{path} could not be written: {problem.strerror}. Nothing was changed.") from problem
        self._say(f"Backup: {path}. To go back, stop web and worker and restore it.")

    def _not_a_word(self, _words: str) -> None:
        """Nobody waits behind a first start."""

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
