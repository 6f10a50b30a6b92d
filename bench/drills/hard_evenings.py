"""Workers are frozen, sent away, set to another day or out of disk space in the midst of a blast. RECIPIENTS: 1500.

Nothing may be lost or sent twice. Uncertain may only be what a frozen worker, or one whose disk was full, had at a dot.
"""

import os
import time
from collections import Counter
from collections.abc import Callable

from django.db import DatabaseError, OperationalError, connection

from bench.crowd import confirmed, our_mail_server, school_of, time_passes
from bench.processes import STOP_SECONDS, NeverCame, Workers
from bench.reporting import Report
from bench.small_disk import NoDisk, small_disk
from bench.smtp_server import SmtpServer
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast, Status
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import Address, WordingKind
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.models import Recipient
from saidyes.delivery.recovering import recover
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.models import State

WORKERS, LINES = 2, 4
LEASE_SECONDS = 1.0
LATENCY = 0.02  # seconds before each answer of the mail server, so that a blast takes a while
TIMES = 6  # how often it happens in one blast
FULL_SECONDS = 4.0
OPT_OUTS = 10
LONGEST_SECONDS = 300
REST = {State.SENT, State.FAILED, State.LEFT_OUT, State.UNCERTAIN}

Act = Callable[[int], None]


def main(arguments: list[str]) -> int:
    recipients = int(arguments[0]) if arguments else 1_500
    os.environ.update(SAIDYES_LEASE_SECONDS=str(LEASE_SECONDS), SAIDYES_CONNECTIONS=str(LINES))
    print(f"hard-evenings on {connection.vendor}: {recipients:,} recipients, {WORKERS} workers of {LINES} lines")
    report, author = Report(), school_of(recipients)
    with our_mail_server() as server:
        server.behave(latency=LATENCY)
        for evening in EVENINGS:
            evening(Evening(report, author, server, recipients))
    return report.verdict()


class Evening:
    """One blast, workers to send it, and what is counted in the end."""

    def __init__(self, report: Report, author: Membership, server: SmtpServer, recipients: int) -> None:
        self.report = report
        self.author = author
        self.server = server
        self.recipients = recipients
        self._before = len(server.letters)

    @property
    def letters(self) -> int:
        return len(self.server.letters) - self._before

    def begin(self, title: str) -> Blast:
        self.report.title(title)
        blast = confirmed(self.author, title)
        while start_and_fill():
            pass
        return blast

    def see_it_through(self, blast: Blast, act: Act, times: int = TIMES) -> None:
        """Until it has come to rest; `act` whenever so many letters more were kept."""
        done, until = 0, time.monotonic() + LONGEST_SECONDS
        while Blast.objects.get(pk=blast.pk).status != Status.FINISHED:
            if time.monotonic() > until:
                raise NeverCame(f"the end of {blast}")
            if done < times and self.letters >= (done + 1) * self.recipients * 0.8 / (times + 1):
                act(done)
                done += 1
            time_passes(blast)
            time.sleep(0.05)
        self.report.line("times it happened", done, times)

    def count(self, blast: Blast, *, uncertain: int) -> None:
        rows = list(Recipient.objects.filter(blast=blast).values_list("email", "state", "maybe_sent"))
        kept = Counter(letter.rcpt for letter in self.server.letters[self._before :])
        unproved = Recipient.objects.filter(blast=blast, consent_event=None).values_list("email", flat=True)
        states = Counter(state for _, state, _ in rows)
        no = (State.FAILED, State.LEFT_OUT)
        line = self.report.line
        line("rows at rest", sum(state in REST for _, state, _ in rows), self.recipients)
        line("sent", states[State.SENT])
        line("left out", states[State.LEFT_OUT])
        line("sent, but not at the server", sum(s == State.SENT and not kept[e] for e, s, _ in rows), 0)
        line("failed or left out, but at the server", sum(s in no and kept[e] > 0 and not m for e, s, m in rows), 0)
        line("letters without a hand-over written down", sum(kept[email] for email in unproved), 0)
        line("duplicates at the server", sum(kept.values()) - len(kept), 0)
        self.report.at_most("uncertain, of what may be", states[State.UNCERTAIN], uncertain)


def frozen(evening: Evening) -> None:
    """SIGSTOP, as by a virtual machine that is paused: others take over, and it wakes up in the midst of a word."""
    held: list[bool] = []
    blast = evening.begin("a worker is frozen for three leases, and wakes up")
    with Workers(WORKERS) as workers:

        def freeze(number: int) -> None:
            with workers.frozen(number % WORKERS):
                time.sleep(2 * LEASE_SECONDS)
                held.append(not recovered())
                time.sleep(LEASE_SECONDS)

        evening.see_it_through(blast, freeze)
    evening.report.line("times others could not take over at once", sum(held))
    evening.count(blast, uncertain=TIMES * LINES)


def recovered() -> bool:
    """What every worker does each 15 seconds. On SQLite nobody can while the frozen one holds the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 500")
        try:
            recover()
        except OperationalError:
            return False
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 20000")
    return True


def sent_away(evening: Evening) -> None:
    """SIGTERM to one after the other, as at each deployment."""
    blast, took = evening.begin("workers are asked to end, one after the other"), []
    with Workers(WORKERS) as workers:
        evening.see_it_through(blast, lambda number: took.append(workers.relieve(number % WORKERS)))
    evening.report.at_most("milliseconds until one had ended", round(1000 * max(took)), 1000 * STOP_SECONDS)
    evening.count(blast, uncertain=0)


def another_day(evening: Evening) -> None:
    """Leases end early and late, and rows fall due tomorrow: what is safe does not hang on any clock."""
    blast = evening.begin("the clocks of all workers jump a day forwards and backwards, five times a second")
    with Workers(WORKERS, "-m", "bench.other_clock"):
        evening.see_it_through(blast, lambda _: None)
    evening.count(blast, uncertain=evening.recipients)


def disk_full(evening: Evening) -> None:
    """Nothing can be written, so nothing is handed over and no opt-out is acknowledged; then there is space again."""
    try:
        with small_disk() as disk:
            blast, said_no = evening.begin("the disk is full for a while"), []
            with Workers(WORKERS) as workers:

                def fill(_: int) -> None:
                    disk.fill()
                    time.sleep(FULL_SECONDS / 2)
                    stood_at = evening.letters
                    said_no.extend(try_to_opt_out(blast))
                    time.sleep(FULL_SECONDS / 2)
                    evening.report.line("letters by what room was left in written pages", evening.letters - stood_at)
                    disk.clear()

                evening.see_it_through(blast, fill, times=1)
                said_why = workers.complaints("database or disk is full|No space left")
                evening.report.line("workers whose log says why, at least one", min(said_why, 1), 1)
            report_opt_outs(evening, said_no)
            evening.count(blast, uncertain=WORKERS * LINES)
    except NoDisk as why:
        evening.report.title(f"the disk is full: skipped, {why}")


def try_to_opt_out(blast: Blast) -> list[tuple[Address, float]]:
    """Who was told that no more letters come, and when."""
    told = []
    waiting = Recipient.objects.filter(blast=blast, state=State.QUEUED).order_by("-pk").select_related("address")
    for row in waiting[:OPT_OUTS]:
        try:
            record_choice(
                row.address,
                said_yes=False,
                wording=wording_of(blast.business, WordingKind.QUESTION),
                actor=Actor(ActorKind.GUARDIAN),
                source=Source.PORTAL,
                evidence=Evidence(proved=True),
            )
        except DatabaseError:
            continue
        told.append((row.address, time.time()))
    return told


def report_opt_outs(evening: Evening, told: list[tuple[Address, float]]) -> None:
    at = {address.key: moment for address, moment in told}
    late = [kept for kept in evening.server.letters if kept.at > at.get(kept.rcpt, kept.at)]
    stored = Address.objects.filter(pk__in=[address.pk for address, _ in told], standing="opted_out").count()
    evening.report.line(f"opt-outs acknowledged meanwhile, of {OPT_OUTS}", len(told))
    evening.report.line("  acknowledged and not stored", len(told) - stored, 0)
    evening.report.line("  mailed after they were acknowledged", len(late), 0)


EVENINGS = (frozen, sent_away, another_day, disk_full)
