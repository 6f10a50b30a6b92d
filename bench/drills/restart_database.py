"""Restart PostgreSQL at once, as after a crash, in the midst of a blast, and count. RECIPIENTS RESTARTS: 2000 10.

`pg_ctl restart -m immediate`: nothing is flushed, every connection breaks, recovery replays the log. A letter whose
answer could not be written down may be uncertain; nothing may be lost or sent twice, and the pages must come back.
"""

import http.client
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.crowd import confirmed, our_mail_server, school_of, time_passes
from bench.processes import NeverCame, Workers, pages
from bench.reporting import Report
from bench.smtp_server import SmtpServer
from saidyes.blasts.models import Blast, Status
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State

WORKERS = 2
AT_THE_DOT = settings.SAIDYES_CONNECTIONS  # letters of one worker between the last question and the answer, at most
LEASE_SECONDS = "3"
LONGEST_SECONDS = 600
BACK_SECONDS = 5


def main(arguments: list[str]) -> int:
    if connection.vendor != "postgresql":
        print("Only PostgreSQL is a server that can be restarted: --database postgres")
        return 2
    recipients, restarts = (int(each) for each in arguments) if arguments else (2_000, 10)
    os.environ["SAIDYES_LEASE_SECONDS"] = LEASE_SECONDS
    report = Report()
    report.title(f"restart-database: {recipients:,} recipients, {restarts} restarts, {WORKERS} workers")
    call_command("collectstatic", interactive=False, verbosity=0)
    author = school_of(recipients)
    with our_mail_server() as server, pages(), Workers(WORKERS):
        blast = confirmed(author, "Closed on Friday")
        back = see_it_through(blast, server, recipients, restarts)
        report.line("restarts", len(back), restarts)
        report.at_most("milliseconds until the pages answered again", round(1000 * max(back)), 1000 * BACK_SECONDS)
        count(report, blast, server, recipients, restarts)
    return report.verdict()


def see_it_through(blast: Blast, server: SmtpServer, recipients: int, restarts: int) -> list[float]:
    """A restart whenever so many letters more were kept. Seconds until the pages were back, for each."""
    back: list[float] = []
    until = time.monotonic() + LONGEST_SECONDS
    while Blast.objects.get(pk=blast.pk).status != Status.FINISHED:
        if time.monotonic() > until:
            raise NeverCame("the end of the blast")
        if len(back) < restarts and len(server.letters) >= (len(back) + 1) * recipients * 0.9 / (restarts + 1):
            restart(Path(connection.settings_dict["HOST"]))
            back.append(seconds_until_the_pages_answer())
            connection.close()
        time_passes(blast)
        time.sleep(0.05)
    return back


def restart(folder: Path) -> None:
    """By the programs of the server that runs there, as the user whom its data belong to."""
    data = folder / "data"
    postmaster = (data / "postmaster.pid").read_text().split()[0]
    pg_ctl = Path(f"/proc/{postmaster}/exe").readlink().with_name("pg_ctl")
    owner = data.stat().st_uid if os.geteuid() == 0 else None
    with Path(os.devnull).open("r+b") as nothing:
        subprocess.run(
            [pg_ctl, "-D", data, "-l", folder / "log", "-m", "immediate", "-w", "restart"],
            check=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            user=owner,
        )


def seconds_until_the_pages_answer() -> float:
    began = time.monotonic()
    while not is_up():
        if time.monotonic() > began + LONGEST_SECONDS:
            raise NeverCame("the pages")
        time.sleep(0.02)
    return time.monotonic() - began


def is_up() -> bool:
    """The log-in page of the office needs the database."""
    pages_at = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port, timeout=30)
    pages_at.request("GET", "/office/log-in/", headers={"Host": "tidewater.localhost"})
    status = pages_at.getresponse().status
    pages_at.close()
    return status == http.client.OK


def count(report: Report, blast: Blast, server: SmtpServer, recipients: int, restarts: int) -> None:
    rows = dict(Recipient.objects.filter(blast=blast).values_list("email", "state"))
    kept, states = Counter(letter.rcpt for letter in server.letters), Counter(rows.values())
    report.line("rows sent or uncertain", states[State.SENT] + states[State.UNCERTAIN], recipients)
    report.line("letters at the server", len(server.letters))
    report.line("sent, but not at the server", sum(s == State.SENT and not kept[e] for e, s in rows.items()), 0)
    report.line("duplicates at the server", sum(kept.values()) - len(kept), 0)
    most = restarts * WORKERS * AT_THE_DOT
    report.at_most("uncertain, against restarts and workers", states[State.UNCERTAIN], most)
