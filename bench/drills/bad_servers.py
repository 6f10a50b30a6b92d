"""One Email Blast for each way in which a mail server can misbehave; then it is good again, and we count.

Nothing may be lost or sent twice. Uncertain may only be what had its dot and got no answer.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from django.conf import settings
from django.db import connection

from bench.certificate import self_signed
from bench.crowd import confirmed, our_mail_server, school_of, time_passes
from bench.processes import NeverCame
from bench.reporting import Report
from bench.smtp_server import Fault, SmtpServer
from saidyes.accounts.models import Membership
from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.delivery.models import Recipient
from saidyes.delivery.worker import until_nothing_is_due
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State
from saidyes.mail.posting import line

RECIPIENTS = 24
PATIENCE_WITH_A_DOT = 3.0  # seconds here, 300 in earnest
ROUNDS = 50


@dataclass(frozen=True)
class Evening:
    """What the server does; as what we come to it; whether it may leave us without the answer to a dot."""

    faults: tuple[Fault, ...] = ()
    otherwise: dict[str, Any] = field(default_factory=dict)
    url: tuple[str, str] = ("", "")
    encrypted: bool = False
    loses_answers: bool = False


EVENINGS = {
    "greylisting": Evening((Fault("recipient", say="451 4.7.1 Greylisted", times=RECIPIENTS),)),
    "4xx at the dot": Evening((Fault("dot", say="452 4.3.1 Disk full", times=RECIPIENTS),)),
    "5xx at every dot": Evening((Fault("dot", say="554 5.7.1 Not from you"),)),
    "421 at every second sender": Evening((Fault("sender", say="421 4.7.0 Slow down", hang_up=True, chance=0.5),)),
    "wrong password": Evening(otherwise={"password": "right"}, url=("smtp://", "smtp://school:wrong@")),
    "TLS refused": Evening(url=("smtp://", "smtp+tls://")),
    "encryption breaks as it begins": Evening(
        (Fault("encryption", say="220 2.0.0 Go ahead", hang_up=True, abruptly=True),), encrypted=True
    ),
    "encryption breaks in the body": Evening(
        (Fault("body", hang_up=True, abruptly=True, chance=0.5),), encrypted=True, loses_answers=True
    ),
    "encryption breaks after the dot": Evening(
        (Fault("dot", say="", hang_up=True, abruptly=True, keep=True, chance=0.3),), encrypted=True, loses_answers=True
    ),
    "hangs up at the greeting": Evening((Fault("greeting", say="", hang_up=True),)),
    "hangs up before 354": Evening((Fault("data", say="", hang_up=True, chance=0.5),)),
    "hangs up in the body": Evening(  # of which we may hear only after the dot
        (Fault("body", hang_up=True, chance=0.5),), loses_answers=True
    ),
    "hangs up after the dot, keeps it": Evening(
        (Fault("dot", say="", hang_up=True, keep=True, chance=0.3),), loses_answers=True
    ),
    "hangs up after the dot, forgets it": Evening(
        (Fault("dot", say="", hang_up=True, chance=0.3),), loses_answers=True
    ),
    "silent after the dot": Evening((Fault("dot", say="", wait=5, keep=True, chance=0.2),), loses_answers=True),
    "one octet after the other": Evening(otherwise={"seconds_per_octet": 0.002}),
    "nonsense for an answer": Evening((Fault("recipient", say="hello", chance=0.3),)),
}


def main(_arguments: list[str]) -> int:
    report = Report()
    print(f"bad-servers on {connection.vendor}: {RECIPIENTS} recipients each")
    vars(line)["DOT_SECONDS"] = PATIENCE_WITH_A_DOT
    author = school_of(RECIPIENTS)
    with our_mail_server() as server:
        for name, evening in EVENINGS.items():
            act(report, author, server, name, evening)
    return report.verdict()


def act(report: Report, author: Membership, server: SmtpServer, name: str, evening: Evening) -> None:
    first, good = len(server.letters), settings.SAIDYES_EMAIL_URL
    settings.SAIDYES_EMAIL_URL = good.replace(*evening.url)
    server.tls = self_signed() if evening.encrypted else None
    server.behave(*evening.faults, **evening.otherwise)
    blast = confirmed(author, name)
    until_nothing_is_due(Event())
    blast.refresh_from_db()
    report.title(f"{name}: {blast.paused_why or 'it went on'}")
    lost = sum(server.happened.values()) if evening.loses_answers else 0
    settings.SAIDYES_EMAIL_URL = good
    server.behave()
    bring_to_rest(blast)
    count(report, blast, Counter(letter.rcpt for letter in server.letters[first:]), lost)


def bring_to_rest(blast: Blast) -> None:
    """The server is good, hours pass, somebody presses Resume."""
    for _ in range(ROUNDS):
        with suppress(scheduling.TooLate):
            scheduling.resume(blast, actor=SYSTEM, source=Source.OFFICE)
        time_passes(blast)
        until_nothing_is_due(Event())
        if Blast.objects.get(pk=blast.pk).status == Status.FINISHED:
            return
    raise NeverCame(f"the end of {blast}")


def count(report: Report, blast: Blast, kept: Counter[str], lost: int) -> None:
    rows = dict(Recipient.objects.filter(blast=blast).values_list("email", "state"))
    states = Counter(rows.values())
    report.line("sent or uncertain", states[State.SENT] + states[State.UNCERTAIN], RECIPIENTS)
    report.line("sent, but not at the server", sum(s == State.SENT and not kept[e] for e, s in rows.items()), 0)
    report.line("duplicates at the server", sum(kept.values()) - len(kept), 0)
    report.at_most("uncertain, against answers that never came", states[State.UNCERTAIN], lost)
