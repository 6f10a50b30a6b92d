"""A rehearsal before a mail server that is named and listens: a blast and a receipt, and nothing may reach it.

The pages and the worker are real processes that read SAIDYES_REHEARSAL=1 as they start.
"""

import os
import urllib.request
from decimal import Decimal
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from bench.crowd import confirmed, our_mail_server, school_of
from bench.processes import pages, wait_for, worker
from bench.reporting import Report
from saidyes.blasts.models import Blast, Status
from saidyes.classes.models import Method
from saidyes.classes.paying import record_payment
from saidyes.common import clock
from saidyes.ledger.actors import SYSTEM
from saidyes.mail.models import State
from saidyes.mail.posting import mail_room
from saidyes.notices.models import Notice

RECIPIENTS = 200
SAID = "Rehearsal: no email leaves"
PAGES = ("/", "/portal/log-in/", "/portal/create-account/", "/portal/unsubscribe/", "/office/log-in/", "/mail-room/")


def main(_arguments: list[str]) -> int:
    report = Report()
    print(f"rehearsal on {connection.vendor}: {RECIPIENTS} recipients and a receipt")
    os.environ["SAIDYES_REHEARSAL"] = "1"
    call_command("collectstatic", interactive=False, verbosity=0)
    author = school_of(RECIPIENTS)
    with our_mail_server() as server, pages(), worker(), override_settings(SAIDYES_EMAIL_URL=""):
        blast = confirmed(author, "Closed on Friday")
        family, today = author.business.families.all()[0], clock.now().date()
        record_payment(family, Decimal(45), method=Method.CARD, for_what="Fee", paid_on=today, actor=SYSTEM)
        wait_for(lambda: is_over(blast), "the end of the blast")
        report.line("connections to the mail server", server.connections, 0)
        report.line("letters at the mail server", len(server.letters), 0)
        report.line("letters in the mail room", len(mail_room.letters()), RECIPIENTS + 1)
        report.line("pages that do not say so", sum(not says_so(page) for page in PAGES), 0)
    return report.verdict()


def is_over(blast: Blast) -> bool:
    waiting = Notice.objects.exclude(state=State.SENT).exists()
    return Blast.objects.get(pk=blast.pk).status == Status.FINISHED and not waiting


def says_so(page: str) -> bool:
    port = urlsplit(os.environ["SAIDYES_BASE_URL"]).port
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30) as answer:
        return SAID in answer.read().decode()
