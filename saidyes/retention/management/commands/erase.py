"""`manage.py erase --business HOST --family NUMBER --name NAME`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.common.counting import counted
from saidyes.ledger.actors import at_the_command_line
from saidyes.retention import schools
from saidyes.retention.erasing import CannotErase, erase_family


class Command(BaseCommand):
    help = "Erase a family for good: everything that tells who they were. Evidence of their choices is restricted."

    def add_arguments(self, parser: CommandParser) -> None:
        schools.add_arguments(parser)
        parser.add_argument("--name", required=True, help="the family’s name, so that no slip erases another")

    def handle(self, *, business: str, family: int, name: str, **_options: Any) -> None:
        found = schools.family_named(business, family)
        if name.strip().casefold() != found.name.casefold():
            raise CommandError(f"Family {family} has another name. Nothing was erased.")
        actor = at_the_command_line()
        try:
            erased = erase_family(found, actor=actor)
        except CannotErase as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"Family {family} is erased, with {counted(len(erased.addresses), 'address', 'addresses')}. "
            f"Used by another family, so they stay: {erased.shared:,}."
        )
