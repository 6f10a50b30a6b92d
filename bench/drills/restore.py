"""Back up in the midst of a blast, let 100 people leave, lose the database, restore, and count. RECIPIENTS: 2000.

Whoever left after the backup must stay out, nothing may go out by itself, and a changed bit must be noticed.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

from bench.crowd import confirmed, our_mail_server, school_of
from bench.leaving import by_one_click
from bench.processes import ROOT, Workers, pages, wait_for
from bench.reporting import Report
from bench.smtp_server import SmtpServer
from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address, Standing
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.safekeeping.archive import BadBackup
from saidyes.safekeeping.restoring import restore

LEAVING = 100
BACKED_UP_AT = 0.4
BITS_CHANGED = 200
TURNS_SECONDS = 5


def main(arguments: list[str]) -> int:
    recipients = int(arguments[0]) if arguments else 2_000
    report = Report()
    print(f"restore on {connection.vendor}: {recipients:,} recipients")
    call_command("collectstatic", interactive=False, verbosity=0)
    author = school_of(recipients)
    backup = Path(os.environ["SAIDYES_DATA_DIR"]) / "backups" / "saidyes.zip"
    with our_mail_server() as server:
        server.behave(latency=0.1)  # so that it goes on while the backup is made
        blast = confirmed(author, "As it was")
        with pages(), Workers(1):
            wait_for(lambda: len(server.letters) >= BACKED_UP_AT * recipients, "letters")
            call("backup", str(backup))
            left = let_some_leave(blast)
            wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, "the end of the blast")
        connections.close_all()
        report.line("changed bits that restore refused", refused(backup), BITS_CHANGED)
        print(call("restore", str(backup), "--replace"))
        after_restore(report, server, blast, left)
    report.line("the audit log holds", "Everything is as it was written" in call("verify_ledger"), expected=True)
    return report.verdict()


def let_some_leave(blast: Blast) -> set[str]:
    """By one-click, whether they have got the letter or not."""
    chance = random.Random(7)
    addresses = list(Address.objects.filter(business_id=blast.business_id).order_by("key"))
    left = chance.sample(addresses, LEAVING)
    for address in left:
        by_one_click(unsubscribe_url(blast.business, address.pk, blast.pk), multipart=False)
    return {address.key for address in left}


def refused(backup: Path) -> int:
    """How many of so many single changed bits are noticed, by the sentence that says so."""
    chance, damaged = random.Random(11), backup.with_name("damaged.zip")
    contents, noticed = bytearray(backup.read_bytes()), 0
    for _ in range(BITS_CHANGED):
        place, bit = chance.randrange(len(contents)), 1 << chance.randrange(8)
        contents[place] ^= bit
        damaged.write_bytes(contents)
        contents[place] ^= bit
        noticed += is_noticed(damaged)
    return noticed


def is_noticed(damaged: Path) -> bool:
    try:
        restore(damaged, replace=True)
    except BadBackup:
        return True
    return False


def call(*command: str) -> str:
    """A command of the house, as its operator would call it."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=sys.stdout,
        text=True,
    )
    return done.stdout


def some_turns_pass() -> None:
    """Long enough for a worker to start and to send what it may."""
    time.sleep(TURNS_SECONDS)


def somebody_lets_it_go_on(blast: Blast) -> None:
    actor = Actor(ActorKind.STAFF, name="Theo Brandt")
    scheduling.resume(blast, actor=actor, source=Source.OFFICE)


def after_restore(report: Report, server: SmtpServer, blast: Blast, left: set[str]) -> None:
    before = len(server.letters)
    with Workers(1):
        some_turns_pass()
        report.line("letters that went out without a person", len(server.letters) - before, 0)
        restored = Blast.objects.get(pk=blast.pk)
        report.line("the blast is held", restored.status == Status.PAUSED, expected=True)
        out = Address.objects.filter(business_id=blast.business_id, standing=Standing.OPTED_OUT)
        report.line("who left after the backup and is opted out", out.filter(key__in=left).count(), len(left))
        somebody_lets_it_go_on(restored)
        wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, "the end of the blast")
    again = Counter(letter.rcpt for letter in server.letters[before:])
    report.line("letters after a person let it go on", sum(again.values()))
    report.line("  to those who had left", sum(again[key] for key in left), 0)
