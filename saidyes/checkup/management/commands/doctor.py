"""`manage.py doctor [--host HOST] [--json]`"""

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from saidyes.businesses.named import schools_at
from saidyes.checkup.examining.everything import Findings, is_well, of_installation, of_school
from saidyes.mail.sender_check.finding import as_text


class Command(BaseCommand):
    help = (
        "Look at everything that must be right: server, keys, mail server, domains, unsubscribe link. Changes nothing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="", help="of the schools, only the one of this host")
        parser.add_argument("--json", action="store_true", help="as JSON: a list of findings")

    def handle(self, *, host: str, json: bool, **_options: Any) -> None:
        whole = {"": of_installation()}
        with suppress(DatabaseError):  # what is wrong with the database was found before
            whole |= {school.name: of_school(school) for school in schools_at(host)}
        (self._as_json if json else self._as_text)(whole)
        if not is_well(finding for parts in whole.values() for findings in parts.values() for finding in findings):
            raise CommandError("Not all is well. Mend what is marked, then run it again.")

    def _as_json(self, whole: dict[str, dict[str, Findings]]) -> None:
        rows = [
            {"school": school, "part": part, **asdict(finding), "record": str(finding.record or "")}
            for school, parts in whole.items()
            for part, findings in parts.items()
            for finding in findings
        ]
        self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))

    def _as_text(self, whole: dict[str, dict[str, Findings]]) -> None:
        for school, parts in whole.items():
            self.stdout.write(f"\n{school}" if school else "")
            for part, findings in parts.items():
                self.stdout.write(f"\n  {part}")
                for finding in findings:
                    self.stdout.write(as_text(finding))
