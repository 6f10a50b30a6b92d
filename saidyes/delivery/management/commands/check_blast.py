"""`manage.py check_blast ID`"""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.blasts.models import Blast
from saidyes.delivery.checking import check


class Command(BaseCommand):
    help = "Recompute from the audit log whom an Email Blast might reach. Exit 1 names the first that it may not have."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID, help="of the Email Blast, as its page's address has it")

    def handle(self, *, id: UUID, **_options: Any) -> None:  # noqa: A002 (the name of the argument)
        blast = Blast.objects.select_related("business").filter(pk=id).first()
        if blast is None:
            raise CommandError(f"There is no Email Blast {id}.")
        tally = check(blast)
        self.stdout.write(
            f"“{blast}”: {tally.willing:,} of {tally.handed:,} hand-overs were to willing addresses, each on its last "
            f"choice, a yes; {tally.unwilling:,} of {tally.left_out:,} left out were not willing."
        )
        if tally.wrong:
            raise CommandError(f"The first that the audit log speaks against: {tally.wrong}.")
