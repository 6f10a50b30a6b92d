"""Kill workers in the midst of transactional mail, and count. RECEIPTS KILLS: 2000 50.

A receipt twice is better than none: whatever was at its dot when its worker died goes again, under the same Message-ID,
so that a mail program can tell. None may be lost, and no more may come twice than workers were killed.
"""

import os
import random
import re
import time
from collections import Counter

from django.db import connection

from bench.crowd import address_number, our_mail_server, staffed
from bench.processes import NeverCame, Workers
from bench.reporting import Report
from bench.smtp_server import SmtpServer
from saidyes.businesses.models import Business
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.models import Notice

WORKERS = 3
LEASE_SECONDS = "3"  # the dead are found soon; nothing else depends on it
LONGEST_SECONDS = 600
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.MULTILINE | re.IGNORECASE)
PAID = {"guardian": "Ana", "amount": "1", "paid_on": "Monday", "method": "Cash", "for_what": "Swimming"}


def main(arguments: list[str]) -> int:
    receipts, kills = (int(each) for each in [*arguments, "2000", "50"][:2]) if arguments else (2_000, 50)
    os.environ["SAIDYES_LEASE_SECONDS"] = LEASE_SECONDS
    report = Report()
    report.title(f"receipts on {connection.vendor}: {receipts:,} receipts, {kills} kills, {WORKERS} workers")
    write_down(staffed().business, receipts)
    with our_mail_server() as server, Workers(WORKERS) as workers:
        report.line("kills", see_them_through(server, workers, receipts, kills), kills)
        count(report, server, receipts, kills)
    return report.verdict()


def write_down(business: Business, receipts: int) -> None:
    for number in range(receipts):
        mailbox = Mailbox(address_number(number))
        leave_notice(Kind.RECEIPT, business=business, mailbox=mailbox, data={**PAID, "number": str(number)})


def see_them_through(server: SmtpServer, workers: Workers, receipts: int, kills: int) -> int:
    """Until all rest, with a kill whenever so many more were kept. How many kills."""
    chance, killed, until = random.Random(11), 0, time.monotonic() + LONGEST_SECONDS
    while Notice.objects.exclude(state=State.SENT).exists():
        if time.monotonic() > until:
            raise NeverCame("the last receipt")
        if killed < kills and len(server.letters) >= (killed + 1) * receipts * 0.9 / (kills + 1):
            time.sleep(chance.random() * 0.02)
            workers.kill(chance.randrange(WORKERS))
            killed += 1
        time.sleep(0.02)
    return killed


def count(report: Report, server: SmtpServer, receipts: int, kills: int) -> None:
    ours = {name.strip("<>") for name in Notice.objects.values_list("message_id", flat=True)}
    kept = Counter(found[1].decode() for letter in server.letters if (found := MESSAGE_ID.search(letter.raw)))
    report.line("receipts at rest", Notice.objects.filter(state=State.SENT).count(), receipts)
    report.line("letters at the server", len(server.letters))
    report.line("lost", len([one for one in ours if not kept[one]]), 0)
    report.line("different Message-IDs", len(kept), receipts)
    report.at_most("twice, against kills", len(server.letters) - len(kept), kills)
