"""A school presses Send for 200 families while 20,000 letters of another one leave: who waits, and how long. BIG SMALL.

The small school's last letter may wait for what was claimed before and one share, not for the end of the long blast.
"""

import os

from django.db import connection

from bench.bulk import move_in
from bench.crowd import confirmed, our_mail_server
from bench.processes import Workers, wait_for
from bench.reporting import Report
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.delivery.sharing import A_SHARE
from saidyes.delivery.stock import AT_ONCE
from saidyes.sample import cast


def main(arguments: list[str]) -> int:
    big, small = (int(each) for each in arguments) if arguments else (20_000, 200)
    report = Report()
    report.title(f"fair-turns on {connection.vendor}: {small:,} letters beside {big:,}, one worker")
    long_one = author_at(cast.tidewater("tidewater.localhost"), cast.THEO, big)
    short_one = author_at(cast.lakeside("lakeside.localhost"), cast.NEXT_DOOR, small, first=big)
    with our_mail_server() as server, Workers(1):
        confirmed(long_one, "To everybody")
        wait_for(lambda: len(server.letters) > big / 10, "a tenth of the long blast")
        blast = confirmed(short_one, "To a few")
        wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, "the end of the short blast")
        blast.refresh_from_db()
        moment = blast.filled_at.timestamp() if blast.filled_at else 0.0
        letters = list(server.letters)
    ours = [letter for letter in letters if letter.envelope_from.endswith("lakeside.example")]
    last = max(letter.at for letter in ours)
    ahead = sum(moment < letter.at < last for letter in letters) - len(ours) + 1
    report.line("letters of the short blast", len(ours), small)
    report.line("letters of the long one when it had begun", sum(letter.at < moment for letter in letters))
    report.at_most("letters of the long one that went before its last", ahead, AT_ONCE + A_SHARE)
    return report.verdict()


def author_at(business: Business, staff: cast.Staff, families: int, *, first: int = 0) -> Membership:
    move_in(business, families, first=first)
    return hire(business, **vars(staff), password=os.urandom(12).hex())
