"""Opt out by one-click while the blast is sent, at random and aimed at mail in flight, and count. RECIPIENTS: 3000.

Three blasts: one by the real worker, then with 20 and 200 ms forced between the last question and each dot: a busy
machine answers too late for a shorter gap to be seen. A quarter leaves each, over HTTP, as a mail program would. A
letter counts as too late when the server got its dot after the answer to the opt-out. The mail server is slow, as one
far away is, so that there is time to leave however many lines there are.
"""

import random
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from bench.crowd import confirmed, our_mail_server, school_of
from bench.leaving import by_one_click, fetch
from bench.processes import Workers, pages
from bench.reporting import Report
from bench.smtp_server import Fault, SmtpServer
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast, Status
from saidyes.consent.links import unsubscribe_url
from saidyes.delivery.models import Recipient
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State

WORKERS, LEAVING_AT_ONCE = 2, 4
ONE_AT_RANDOM_IN = 4  # the others are aimed
IN_FLIGHT = {State.HANDING: "-handed_at", State.CLAIMED: "pk"}  # the youngest: an older one may have left already
PAUSES = (20, 200)  # milliseconds
SLOW = Fault("sender", wait=0.3)


@dataclass(frozen=True)
class Left:
    email: str
    was_aimed: bool
    asked_at: float
    told_at: float


def main(arguments: list[str]) -> int:
    recipients = int(arguments[0]) if arguments else 3_000
    report, enough, most = Report(), recipients // 10, recipients // 4
    print(f"opt-out-midway on {connection.vendor}: {recipients:,} recipients")
    call_command("collectstatic", interactive=False, verbosity=0)
    author = school_of(recipients)
    with our_mail_server() as server, pages():
        server.behave(SLOW)
        fetch(unsubscribe_url(author.business, author.business_id, author.business_id), "GET")  # it wakes the pages up
        with Workers(WORKERS):
            act(report, author, server, "As it is sent", enough, most)
        for pause in PAUSES:
            with Workers(WORKERS, "-m", "bench.slow_dots", str(pause)):
                act(report, author, server, f"With {pause} ms before each dot", enough, most)
    return report.verdict()


def act(report: Report, author: Membership, server: SmtpServer, subject: str, enough: int, most: int) -> None:
    before = len(server.letters)
    blast = confirmed(author, subject)
    with ThreadPoolExecutor(LEAVING_AT_ONCE) as pool:
        left = [future.result() for future in let_them_leave(blast, pool, most)]
    report.title(subject)
    report.at_least("opt-outs over HTTP", len(left), enough)
    report.at_least("  aimed at mail in flight", sum(one.was_aimed for one in left), enough // 3)
    count(report, blast, server, left, before)


def let_them_leave(blast: Blast, pool: ThreadPoolExecutor, most: int) -> list[Future[Left]]:
    """One after the other, for as long as the blast is sent; some must be left for the next."""
    chance, gone = random.Random(5), set[int]()
    leaving: list[Future[Left]] = []
    while Blast.objects.get(pk=blast.pk).status != Status.FINISHED:
        wait(leaving[-2 * LEAVING_AT_ONCE : -LEAVING_AT_ONCE])
        aimed = chance.randrange(ONE_AT_RANDOM_IN) > 0
        row = next(targets(blast, gone, chance, aimed=aimed), None) if len(gone) < most else None
        if row is None:
            time.sleep(0.01)
            continue
        gone.add(row.pk)
        link = unsubscribe_url(blast.business, row.address_id, blast.pk)
        leaving.append(pool.submit(leave, row.email, link, was_aimed=aimed))
    return leaving


def targets(blast: Blast, gone: set[int], chance: random.Random, *, aimed: bool) -> Iterator[Recipient]:
    """Whose dot may leave this moment, or whose letter is at the server without one; or anybody who waits or got it."""
    rows = Recipient.objects.filter(blast=blast)
    if aimed:
        for state in chance.sample(list(IN_FLIGHT), len(IN_FLIGHT)):
            yield from (row for row in rows.filter(state=state).order_by(IN_FLIGHT[state])[:8] if row.pk not in gone)
    else:
        first = chance.randrange(2**20) % (rows.count() or 1)
        yield from (row for row in rows.order_by("pk")[first : first + 4] if row.pk not in gone)


def leave(email: str, link: str, *, was_aimed: bool) -> Left:
    asked_at = time.time()
    by_one_click(link, multipart=False)
    return Left(email, was_aimed, asked_at, time.time())


def count(report: Report, blast: Blast, server: SmtpServer, left: list[Left], before: int) -> None:
    dots = {letter.rcpt: letter.at for letter in server.letters[before:]}
    aimed = [one for one in left if one.was_aimed]
    report.line("  of these, stopped before the dot", sum(one.email not in dots for one in aimed))
    report.line("  of these, arrived while they asked", sum(one.asked_at < dots.get(one.email, 0) for one in aimed))
    report.line("letters at the server", len(dots))
    report.line("dots after an acknowledged opt-out", sum(dots.get(one.email, 0) > one.told_at for one in left), 0)
    sent = Recipient.objects.filter(blast=blast, state=State.SENT)
    yes = Event.objects.filter(pk__in=sent.values("consent_event"), verb=Verb.OPT_IN)
    report.line("sent rows", sent.count())
    report.line("  that name an opt-in", sent.filter(consent_event__in=yes.values("pk")).count(), sent.count())
    report.line("rows failed or uncertain", blast.recipients.filter(state__in=("failed", "uncertain")).count(), 0)
    waits = sorted(1000 * (one.told_at - one.asked_at) for one in left)
    report.line("milliseconds until told, median", round(statistics.median(waits)))
    report.line("milliseconds until told, the longest", round(waits[-1]))
