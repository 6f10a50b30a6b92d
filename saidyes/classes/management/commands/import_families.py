"""`manage.py import_families FILE --business HOST [--dry-run]`"""

from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.models import Business
from saidyes.businesses.named import school_at
from saidyes.classes import importing
from saidyes.common.keeping import kept_at, open_private
from saidyes.ledger.actors import Actor, ActorKind, at_the_command_line


class Command(BaseCommand):
    help = (
        "Load families from a CSV file. Running it is your word that each Yes in it was given as the file says. "
        "If it is interrupted, run it again: what is loaded stays as it is, and the rest comes."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
        parser.add_argument("--business", required=True, metavar="HOST", help="the school, by its host name")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *, file: Path, business: str, dry_run: bool, **_options: Any) -> None:
        plan = _plan(file, school_at(business))
        actor = at_the_command_line(ActorKind.IMPORTER)
        outcome = importing.foresee(plan) if dry_run else self._load(plan, actor)
        for name, count in importing.summary(outcome):
            self.stdout.write(f"{name:<48}{count:>7,}")
        self._tell(outcome.remarks)
        if dry_run:
            self.stdout.write("\nDry run: nothing was written.")
        elif outcome.remarks:
            self.stdout.write(f"\nThe list is also in {_keep(outcome, file)}")

    def _load(self, plan: importing.Plan, actor: Actor) -> importing.Outcome:
        """What is said to be loaded is loaded, whatever happens next."""
        for outcome in importing.steps(plan, actor=actor):
            if not outcome.is_read:
                self.stderr.write(f"{outcome.done:,} of {plan.read:,} rows", ending="\r")
        return outcome

    def _tell(self, remarks: list[importing.Remark]) -> None:
        by_result = sorted(remarks, key=lambda remark: list(importing.Result).index(remark.result))
        for result, some in groupby(by_result, key=lambda remark: remark.result):
            self.stdout.write(f"\n{result.label}:")
            for remark in some:
                self.stdout.write(f"  {remark}")


def _plan(file: Path, business: Business) -> importing.Plan:
    try:
        with file.open("rb") as opened:
            return importing.plan(opened.read(importing.LARGEST_FILE + 1), business, file.name)
    except OSError as wrong:
        raise CommandError(f"{file}: {wrong.strerror}") from wrong
    except importing.NotReadable as wrong:
        raise CommandError(f"{file.name}: {wrong}") from wrong


def _keep(outcome: importing.Outcome, file: Path) -> Path:
    """The remarks as a file in the data folder, readable by its owner alone: it names people."""
    path = kept_at("imports") / f"{file.stem}.refused.csv"
    with open_private(path) as opened:
        opened.writelines(importing.remarks_csv(outcome))
    return path
