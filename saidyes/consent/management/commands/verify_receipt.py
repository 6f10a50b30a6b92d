"""`manage.py verify_receipt FILE`"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.consent.receipts import NotOurs, read_signed
from saidyes.ledger.models import Event


class Command(BaseCommand):
    help = "Tell whether a receipt or a history is one that we signed, and whether the audit log still says the same."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=argparse.FileType("r", encoding="utf-8"), metavar="FILE")

    def handle(self, *, file: Any, **_options: Any) -> None:
        with file:
            text = file.read()
        try:
            document = read_signed(text)
        except NotOurs as why:
            raise CommandError(str(why)) from why
        self.stdout.write("We signed exactly this.")
        named = [entry["ledger"] for entry in document.get("entries", [document])]
        missing = [one["event"] for one in named if not _is_in_the_ledger(one)]
        if missing:
            raise CommandError(f"The audit log no longer says the same about {missing[0]}.")
        self.stdout.write(f"The audit log says the same: {len(named):,} of {len(named):,}.")


def _is_in_the_ledger(named: dict[str, Any]) -> bool:
    """An event whose content still gives the hash that the receipt holds."""
    event = Event.objects.filter(pk=named["event"]).first()
    return event is not None and event.computed_hash() == named["hash"] == event.row_hash
