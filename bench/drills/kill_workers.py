"""Kill workers in the midst of a blast, before a mail server that misbehaves, and count. RECIPIENTS KILLS: 20000 100.

Nothing may be lost, nothing sent twice, and only what was at a dot of a killed worker, or got no answer, may be
uncertain. The server lies in this process: what it kept and what went wrong is counted there, not in the database.
"""

import os
import random
import time
from collections import Counter

from django.conf import settings
from django.db import connection

from bench.crowd import confirmed, our_mail_server, school_of, time_passes
from bench.processes import NeverCame, Workers
from bench.reporting import Report
from bench.smtp_server import Fault, SmtpServer
from saidyes.blasts.models import Blast, Status
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State

WORKERS = 3
AT_THE_DOT = settings.SAIDYES_CONNECTIONS  # letters of one worker between the last question and the answer, at most
LEASE_SECONDS = "3"  # the dead are found soon; nothing else depends on it
LONGEST_SECONDS = 1_800
REST = {State.SENT, State.FAILED, State.LEFT_OUT, State.UNCERTAIN}
LOST_REPLY = Fault("dot", say="", hang_up=True, keep=True, chance=0.002)
FAULTS = (
    Fault("recipient", say="451 4.7.1 Greylisted", chance=0.02),
    Fault("recipient", say="550 5.1.1 No such user", chance=0.01),
    Fault("data", say="", hang_up=True, chance=0.002),
    LOST_REPLY,
)


def main(arguments: list[str]) -> int:
    recipients, kills = (int(each) for each in [*arguments, "20000", "100"][:2]) if arguments else (20_000, 100)
    os.environ["SAIDYES_LEASE_SECONDS"] = LEASE_SECONDS
    report = Report()
    report.title(f"kill-workers on {connection.vendor}: {recipients:,} recipients, {kills} kills, {WORKERS} workers")
    author = school_of(recipients)
    with our_mail_server() as server:
        server.behave(*FAULTS)
        blast = confirmed(author, "Closed on Friday")
        began = time.monotonic()
        with Workers(WORKERS) as workers:
            killed = see_it_through(blast, server, workers, recipients, kills)
        report.line("kills", killed, kills)
        report.line("seconds", round(time.monotonic() - began))
        count(report, blast, server, recipients, killed)
    return report.verdict()


def see_it_through(blast: Blast, server: SmtpServer, workers: Workers, recipients: int, kills: int) -> int:
    """Until the blast has come to rest, with a kill whenever so many letters more were kept. How many kills."""
    chance, killed, until = random.Random(11), 0, time.monotonic() + LONGEST_SECONDS
    while Blast.objects.get(pk=blast.pk).status != Status.FINISHED:
        if time.monotonic() > until:
            raise NeverCame("the end of the blast")
        if killed < kills and len(server.letters) >= (killed + 1) * recipients * 0.9 / (kills + 1):
            time.sleep(chance.random() * 0.05)
            workers.kill(chance.randrange(WORKERS))
            killed += 1
        time_passes(blast)
        time.sleep(0.02)
    return killed


def count(report: Report, blast: Blast, server: SmtpServer, recipients: int, killed: int) -> None:
    rows = list(Recipient.objects.filter(blast=blast).values_list("email", "state", "maybe_sent"))
    kept = Counter(letter.rcpt for letter in server.letters)
    states = Counter(state for _, state, _ in rows)
    lost = server.happened.get(LOST_REPLY, 0)
    report.line("rows at rest", sum(state in REST for _, state, _ in rows), recipients)
    for state in sorted(states):
        report.line(f"  {state}", states[state])
    report.line("letters at the server", len(server.letters))
    report.line("sent, but not at the server", sum(s == State.SENT and not kept[e] for e, s, _ in rows), 0)
    no = (State.FAILED, State.LEFT_OUT)
    report.line("failed or left out, but at the server", sum(s in no and kept[e] > 0 and not m for e, s, m in rows), 0)
    report.line("duplicates at the server", sum(kept.values()) - len(kept), 0)
    report.line("answers that the server lost", lost)
    report.at_most("uncertain, against kills and lost answers", states[State.UNCERTAIN], killed * AT_THE_DOT + lost)
    arrived = sum(kept[email] for email, state, _ in rows if state == State.UNCERTAIN)
    report.line("  of them had arrived", arrived)
