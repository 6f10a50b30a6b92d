from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.businesses.models import Business
from saidyes.businesses.named import schools_at
from saidyes.businesses.sending_domains import check_domains
from saidyes.mail.sender_check.finding import State, as_text


class Command(BaseCommand):
    """Ask the DNS what mailbox providers will ask: SPF, DKIM, DMARC and a mail server, with what to publish."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="only the school of this host", default="")

    def handle(self, *, host: str, **options: Any) -> None:
        schools = schools_at(host)
        if not schools:
            raise CommandError("There is no school yet.")
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
                self.stdout.write(as_text(finding))
        states = {finding.state for findings in domains.values() for finding in findings}
        return bool(domains) and not states & {State.BAD, State.UNKNOWN}
