from typing import Any

from django.core.management.base import BaseCommand

from saidyes.consent import matrix


class Command(BaseCommand):
    help = "Print who may say yes from where, whether it counts at once, and what the others are told."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        for line in matrix.lines():
            self.stdout.write(line)
