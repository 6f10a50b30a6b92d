"""`manage.py export_evidence [--business HOST] [--address ADDRESS] OUT.zip`"""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.models import Business
from saidyes.businesses.named import known_hosts, schools_at
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.common.counting import counted
from saidyes.consent.bundling import write_bundle
from saidyes.consent.models import Address
from saidyes.ledger import sealing
from saidyes.ledger.actors import at_the_command_line


class Command(BaseCommand):
    help = "Write the audit log into a file that anyone can verify with Python alone. It holds personal data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT.zip", help="the file; it must not be there yet")
        parser.add_argument(
            "--business", metavar="HOST", help="the school, by its host name; needed when there are more"
        )
        parser.add_argument("--address", metavar="ADDRESS", help="only what was written down about this email address")

    def handle(self, *, out: Path, business: str | None, address: str | None, **_options: Any) -> None:
        school = _school(business)
        about = _address(school, address) if address else None
        actor = at_the_command_line()
        try:
            handle = os.open(out, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as wrong:
            raise CommandError(f"{out}: {wrong.strerror}") from wrong
        try:
            with os.fdopen(handle, "w+b") as file:
                count = write_bundle(school, file, address=about, actor=actor)
        except sealing.BrokenSeal as wrong:
            out.unlink()
            raise CommandError(f"Nothing can be sealed, so nothing is exported: {wrong}. Try verify_ledger.") from wrong
        inside = counted(count, "event is", "events are")
        self.stdout.write(f"{inside} in {out}. To verify: python3 -I verify_bundle.py {out} CHECKPOINT")


def _school(host: str | None) -> Business:
    """The one that is named; where there is only one, that."""
    schools = schools_at(host or "")
    if len(schools) != 1:
        raise CommandError(f"Which school? Say --business HOST. Known: {known_hosts()}.")
    return schools[0]


def _address(business: Business, text: str) -> Address:
    try:
        found = business.addresses.filter(key=canonical(text).key).first()
    except NotAnAddress:
        found = None
    if found is None:
        raise CommandError(f"{business.name} does not know the address {text}.")
    return found
