"""`manage.py retention_policy`"""

from typing import Any

from django.core.management.base import BaseCommand

from saidyes.retention.policy import as_markdown


class Command(BaseCommand):
    help = "Print what is kept of people, why, how long, and how it goes: the tables of docs/retention.md."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(as_markdown())
