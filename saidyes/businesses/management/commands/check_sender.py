from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.models import Business
from saidyes.businesses.sending_domains import check_domains
from saidyes.mail.sender_check.finding import Finding, State

SIGNS = {State.GOOD: "ok", State.ADVICE: "advice", State.BAD: "WRONG", State.UNKNOWN: "?"}


class Command(BaseCommand):
    """Ask the DNS what mailbox providers will ask: SPF, DKIM, DMARC and a mail server, with what to publish."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="only the school of this host", default="")

    def handle(self, *, host: str, **options: Any) -> None:
        schools = Business.objects.filter(host=host) if host else Business.objects.order_by("created_at")
        if not schools:
            raise CommandError(f"No school has the host {host}." if host else "There is no school yet.")
        found = [self._of(school) for school in schools]
        if not all(found):
            raise CommandError("Mail will be refused or set aside. Mend what is marked, then check again.")

    def _of(self, school: Business) -> bool:
        """Whether all is well; said line by line."""
        domains = check_domains(school)
        self.stdout.write(f"{school.name}{'' if domains else ': no sender yet. Add one in Settings.'}")
        for domain, findings in domains.items():
            self.stdout.write(f"\n  {domain}")
            for finding in findings:
                self._say(finding)
        states = {finding.state for findings in domains.values() for finding in findings}
        return bool(domains) and not states & {State.BAD, State.UNKNOWN}

    def _say(self, finding: Finding) -> None:
        self.stdout.write(f"    {SIGNS[finding.state]:<7} {finding.about}: {finding.sentence}")
        if finding.remedy:
            self.stdout.write(f"            {finding.remedy}")
        if finding.record:
            self.stdout.write(f"            {finding.record}")
