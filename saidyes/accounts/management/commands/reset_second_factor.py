"""`manage.py reset_second_factor ADDRESS`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.accounts.models import User
from saidyes.accounts.resetting import HasNone, reset_second_factor
from saidyes.common.addresses import NotAnAddress, canonical


class Command(BaseCommand):
    help = (
        "For somebody of the staff who lost their device and their recovery codes: take away every second factor, and "
        "log them out everywhere. It stands in the audit log; they and the owners get a mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", metavar="ADDRESS", help="what they log in with")

    def handle(self, *, address: str, **_options: Any) -> None:
        user = _of_the_staff(address)
        try:
            cannot_tell = reset_second_factor(user)
        except HasNone as wrong:
            raise CommandError(f"{user.email} has no second factor.") from wrong
        self.stdout.write(f"{user.email} has no second factor any more, and is logged out everywhere.")
        self.stdout.write("It stands in the audit log. A mail to them and to the owners is on its way.")
        for name in cannot_tell:
            self.stderr.write(f"{name} has no sender yet: nobody there gets a mail. Tell them.")


def _of_the_staff(address: str) -> User:
    try:
        key = canonical(address).key
    except NotAnAddress:
        key = ""
    user = User.objects.filter(email=key, memberships__active=True).distinct().first()
    if user is None:
        raise CommandError(f"Nobody on the staff of any school logs in with {address}.")
    return user
