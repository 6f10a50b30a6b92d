"""The whole check-up, in the order in which things are best mended."""

from collections.abc import Iterable

from django.db import DatabaseError

from saidyes.businesses.models import Business
from saidyes.checkup.examining import keys, mail_server, school, server
from saidyes.checkup.examining.way_out import way_out
from saidyes.mail.sender_check.finding import Finding, State

Findings = list[Finding]


def of_installation() -> dict[str, Findings]:
    """What all schools have in common, by what it is about."""
    return {
        "This server": _server(),
        "Keys and backup": [*keys.keys(), keys.backup(), *keys.kept_beside()],
        "Mail server": mail_server.mail_server(),
    }


def _server() -> Findings:
    """Also where the database is what is wrong."""
    try:
        return [
            *server.chosen(),
            server.disk(),
            server.the_clock(),
            server.address(),
            server.worker(),
            *server.database(),
        ]
    except DatabaseError as wrong:
        return [*server.chosen(), server.disk(), server.address(), server.unusable(wrong)]


def of_school(business: Business) -> dict[str, Findings]:
    """What one school has for itself."""
    return {
        "Its domain": school.domains(business),
        "Its emails": [*school.sending(business), way_out(business)],
        "Its audit log": school.audit_log(business),
    }


def is_well(findings: Iterable[Finding]) -> bool:
    """Advice may wait; what is not known may not."""
    return not {finding.state for finding in findings} & {State.BAD, State.UNKNOWN}
