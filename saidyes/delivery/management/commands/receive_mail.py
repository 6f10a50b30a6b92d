"""`manage.py receive_mail < message`: what a mail server pipes to us."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from saidyes.delivery.receiving import receive
from saidyes.mail.reading import LARGEST, Envelope, NotReadable

NOT_MAIL, TRY_AGAIN = 65, 75  # EX_DATAERR and EX_TEMPFAIL of sysexits.h: the mail server keeps it for the latter


class Command(BaseCommand):
    help = "Take in one mail from standard input: a bounce, a spam report, or a wish to unsubscribe."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", help="whom the envelope names; else the headers must tell")
        parser.add_argument("--sender", help="whom the envelope names; empty for a bounce")

    def handle(self, *, recipient: str | None, sender: str | None, **_options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        try:
            self.stdout.write(receive(raw, Envelope(sender, recipient)).value)
        except NotReadable as why:
            raise CommandError(f"This cannot be read: {why}.", returncode=NOT_MAIL) from why
        except DatabaseError as why:
            raise CommandError("The database does not answer. Try again later.", returncode=TRY_AGAIN) from why
