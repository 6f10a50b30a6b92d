"""Follow docs/self-hosting.md on a blank machine, its own blocks verbatim, up to an Email Blast that arrives.

Root of a Linux only. The first block alone is ours, for it holds one's own values. systemd does not run in the drill:
the commands of its units are started as their user, with everything but their folder read-only. `--database postgres`
follows that section of the page too.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection

from bench.blank_machine import Machine, NotHere, blank_machine
from bench.by_http import Browser, Refused
from bench.crowd import our_mail_server
from bench.grounds import free_port
from bench.processes import ROOT, NeverCame, listens, wait_for
from bench.reporting import Report
from bench.smtp_server import SmtpServer

PAGE = ROOT / "docs" / "self-hosting.md"
BLOCK = re.compile(r"<!-- nephew: (\w+) -->\n```sh\n(.*?)```", re.DOTALL)
BASE_URL = "https://blasts.example.org"
SCHOOL = {"name": "Harbor Dance", "country": "US", "time_zone": "America/Los_Angeles"}
OWNER = {"your_name": "Alma Reyes", "your_address": "alma@harbor.example", "password": "six green buckets"}
PLACE = {"street": "3 Pier Road", "city": "Astoria", "state": "OR", "postal_code": "97103", "phone": "(503) 555-0190"}
SENDER = {
    "sender_name": "Harbor Dance",
    "reply_to": "alma@harbor.example",
    "blast_address": "news@mail.harbor.example",
    "notice_address": "office@harbor.example",
}
BLAST = {"subject": "We are open", "body": "Hi {{ guardian first name }},\n\nwe are **open**.", "whom": "everyone"}
WILLING = 215  # of families.csv; `./run drill first-blast` counts them from the ledger
STEP = 30
STARTED_BY_SYSTEMD = "pg_isready --quiet || pg_ctlcluster $(pg_lsclusters --no-header | awk '{print $1, $2}') start"


class Clock:
    """How long each step took, said as soon as it is over."""

    def __init__(self) -> None:
        self.total = 0.0

    def time(self, step: str, act: Callable[[], str | None]) -> str:
        print(f"  {step} ...", flush=True)
        began = time.monotonic()
        told = act() or ""
        took = time.monotonic() - began
        self.total += took
        print(f"  {step:<58}{took:>9.1f} s", flush=True)
        return told


def main(_arguments: list[str]) -> int:
    report = Report()
    on_postgresql = connection.vendor == "postgresql"
    print(f"nephew: {PAGE.name} on a blank machine, {connection.vendor}")
    with tempfile.TemporaryDirectory(prefix="saidyes-nephew-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        try:
            with our_mail_server() as server, blank_machine(Path(name)) as machine:
                follow(report, machine, server, on_postgresql=on_postgresql)
        except (NotHere, Refused, NeverCame) as why:
            report.off.append(f"{type(why).__name__}: {why}")
        finally:
            sys.stdout.flush()
    return report.verdict()


def follow(report: Report, machine: Machine, server: SmtpServer, *, on_postgresql: bool) -> None:
    blocks, clock = dict(BLOCK.findall(PAGE.read_text("utf-8"))), Clock()
    port = free_port()
    machine.run(values(port))
    clock.time("packages of the system", lambda: machine.run(blocks["packages"]))
    if on_postgresql:
        clock.time("PostgreSQL", lambda: machine.run(blocks["postgresql"]))
        machine.run(STARTED_BY_SYSTEMD)
        clock.time("its role and its database", lambda: machine.run(blocks["role"]))
    told = clock.time("clone and install, up to the set-up code", lambda: machine.run(blocks["install"]))
    with machine.services("saidyes-web.service", "saidyes-worker.service"):
        clock.time("the pages answer", lambda: wait_for(lambda: listens(port), "the pages"))
        browser = Browser(BASE_URL, port)
        clock.time("the school, its owner, a second factor", lambda: set_up(browser, set_up_code(told)))
        clock.time("families loaded from their export", lambda: load_families(browser))
        clock.time("an Email Blast, from New to the last letter", lambda: send(browser, server))
        print(f"  {'from a blank machine to the last letter':<58}{clock.total:>9.1f} s", flush=True)
        clock.time("a look at it, and a backup", lambda: machine.run(blocks["look"]))
        report.line("what the nightly backup ended with", machine.once("saidyes-backup.service"), 0)
    if not on_postgresql:  # there, only the user of the service may enter
        machine.run("cd")
        clock.time("as a package: built, installed, its database made", lambda: machine.run(blocks["package"]))
    readers = [letter.rcpt for letter in server.letters]
    report.line("letters at the mail server", len(readers), WILLING)
    report.line("of them twice", len(readers) - len(set(readers)), 0)


def values(port: int) -> str:
    """Our own in place of the page's, and what spares the drill a wait."""
    given = {"REPOSITORY": str(ROOT), "SAIDYES_BASE_URL": BASE_URL, "EMAIL_URL": os.environ["EMAIL_URL"]}
    given |= {"SAIDYES_PORT": str(port), "SAIDYES_UNDO_SECONDS": "0"}
    return "\n".join(f"export {name}={value}" for name, value in given.items())


def set_up_code(told: str) -> str:
    found = re.search(r"Set-up code +(\S+)", told)
    if not found:
        raise NeverCame("the set-up code")
    return found[1]


def set_up(browser: Browser, code: str) -> None:
    browser.submit("/office/set-up/", {**SCHOOL, "code": code}, then="/office/set-up/owner/")
    page = browser.submit("/office/set-up/owner/", OWNER, then="/office/your-account/second-factor/")
    shown = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)
    if not shown:
        raise NeverCame("the key of the app")
    app = format_hotp_value(hotp_value(shown[1].replace(" ", ""), int(time.time()) // STEP))
    browser.press(page, {"code": app})
    browser.submit("/office/set-up/address/", PLACE, then="/office/set-up/sender/")
    browser.submit("/office/set-up/sender/", SENDER, then="/office/set-up/sender/check/")


def load_families(browser: Browser) -> None:
    export = ROOT / "saidyes" / "sample" / "families.csv"
    page = browser.upload("/office/families/import/", "file", export, then="/office/families/import/")
    browser.press(page, {"vouch": "on"}, then="/office/families/import/")
    wait_for(lambda: "Families loaded" in browser.get(browser.path), "the families", seconds=60)


def send(browser: Browser, server: SmtpServer) -> None:
    page = browser.submit("/office/email-blast/new/", BLAST, then="/review/")
    question = browser.press(page, {"when": "now"}, then="/review/")
    browser.press(question, {}, then="/office/email-blast/")
    wait_for(lambda: len(server.letters) >= WILLING, "the letters", seconds=60)
