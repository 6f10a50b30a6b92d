"""`manage.py add_ledger_key`"""

from typing import Any

from django.core.management.base import BaseCommand

from saidyes.ledger import signing


class Command(BaseCommand):
    help = "Make a new key that signs the audit log's seals and receipts from now on. Old public keys stay."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"From now on {signing.add_key()} signs. Its files are in {signing.folder()}.")
