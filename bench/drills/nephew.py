"""Follow docs/self-hosting.md on a blank machine, its own blocks verbatim, up to an Email Blast that arrives.

Root of a Linux only. The first block alone is ours, for it holds one's own values. systemd does not run in the drill:
the commands of its units are started as their user, with everything but their folder read-only. `--database postgres`
follows that section of the page too. A VERSION as argument is what is installed first, instead of this commit; this
commit is then the release that the page upgrades to, while the one before serves.
"""

import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection

from bench.blank_machine import Machine, NotHere, blank_machine
from bench.by_http import Browser, Refused
from bench.crowd import our_mail_server
from bench.grounds import free_port
from bench.processes import ROOT, NeverCame, listens, wait_for
from bench.releases import Repository
from bench.reporting import Report
from bench.smtp_server import SmtpServer

PAGE = ROOT / "docs" / "self-hosting.md"
RELEASE = re.compile(r"run upgrade (v[\d.]+)")
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
BACK = "/srv/saidyes/run upgrade"
BREATH = 0.2  # seconds between two pages while the next release comes
SERVICES = ("saidyes-web.service", "saidyes-worker.service")
CLUSTER = "pg_ctlcluster $(pg_lsclusters --no-header | awk '{print $1, $2}')"
STARTED_BY_SYSTEMD = f'{CLUSTER} start -o "-c listen_addresses="'
STOPPED = f"{CLUSTER} stop --mode=fast"


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


def main(arguments: list[str]) -> int:
    report, first = Report(), (arguments or ["HEAD"])[0]
    on_postgresql = connection.vendor == "postgresql"
    print(f"nephew: {PAGE.name} on a blank machine, {connection.vendor}, from {first}")
    with tempfile.TemporaryDirectory(prefix="saidyes-nephew-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        try:
            with our_mail_server() as server, blank_machine(Path(name)) as machine:
                releases = Repository(Path(name) / "released", first)
                follow(report, machine, server, releases, on_postgresql=on_postgresql)
        except (NotHere, Refused, NeverCame) as why:
            report.off.append(f"{type(why).__name__}: {why}")
        finally:
            sys.stdout.flush()
    return report.verdict()


def follow(report: Report, machine: Machine, server: SmtpServer, releases: Repository, *, on_postgresql: bool) -> None:
    blocks, clock = dict(BLOCK.findall(PAGE.read_text("utf-8"))), Clock()
    port = free_port()
    machine.run(values(port, releases))
    clock.time("packages of the system", lambda: machine.run(blocks["packages"]))
    with postgresql(machine, blocks, clock) if on_postgresql else nullcontext():
        browser = up_to_the_blast(machine, blocks, clock, server, report, port)
        to_the_next_release(machine, blocks["upgrade"], clock, releases, report, browser)
    if not on_postgresql:  # there, only the user of the service may enter
        machine.run("cd")
        clock.time("as a package: built, installed, its database made", lambda: machine.run(blocks["package"]))
    readers = [letter.rcpt for letter in server.letters]
    report.line("letters at the mail server", len(readers), WILLING)
    report.line("of them twice", len(readers) - len(set(readers)), 0)


@contextmanager
def postgresql(machine: Machine, blocks: dict[str, str], clock: Clock) -> Iterator[None]:
    """That section of the page; its server is started and stopped as systemd would."""
    clock.time("PostgreSQL", lambda: machine.run(blocks["postgresql"]))
    machine.run(STARTED_BY_SYSTEMD)
    try:
        clock.time("its role and its database", lambda: machine.run(blocks["role"]))
        yield
    finally:
        machine.run(STOPPED)


def up_to_the_blast(
    machine: Machine, blocks: dict[str, str], clock: Clock, server: SmtpServer, report: Report, port: int
) -> Browser:
    told = clock.time("clone and install, up to the set-up code", lambda: machine.run(blocks["install"]))
    with machine.services(*SERVICES):
        clock.time("the pages answer", lambda: wait_for(lambda: listens(port), "the pages"))
        browser = Browser(BASE_URL, port)
        clock.time("the school, its owner, a second factor", lambda: set_up(browser, set_up_code(told)))
        clock.time("families loaded from their export", lambda: load_families(browser))
        clock.time("an Email Blast, from New to the last letter", lambda: send(browser, server))
        print(f"  {'from a blank machine to the last letter':<58}{clock.total:>9.1f} s", flush=True)
        clock.time("a look at it, and a backup", lambda: machine.run(blocks["look"]))
        report.line("what the nightly backup ended with", machine.once("saidyes-backup.service"), 0)
    return browser


def to_the_next_release(
    machine: Machine, block: str, clock: Clock, releases: Repository, report: Report, browser: Browser
) -> None:
    """While the release before serves and sends; then systemd's part, which is to start the units anew."""
    tag = RELEASE.findall(block)[0]
    releases.release(tag)
    with machine.services(*SERVICES):
        wait_for(lambda: listens(browser.port), "the pages")
        with asking_all_the_while(browser.port) as answers:
            clock.time("the next release, up to its units", lambda: machine.run(block))
    report.at_least("pages asked for meanwhile", len(answers), 1)
    report.line("of them without an answer", answers.count(False), 0)
    look_at_the_release(machine, f"/srv/saidyes-{tag}", report, browser)
    clock.time("back to the release before", lambda: machine.run(BACK))
    look_at_the_release(machine, "/srv/saidyes", report, browser)


def look_at_the_release(machine: Machine, folder: str, report: Report, browser: Browser) -> None:
    with machine.services(*SERVICES):
        wait_for(lambda: listens(browser.port), f"the pages of {folder}")
        report.line(f"services that run from {folder}", machine.running_from(folder, *SERVICES), 2)
        browser.get("/office/families/")
        report.line("the owner is still logged in", browser.path == "/office/families/", 1)


@contextmanager
def asking_all_the_while(port: int) -> Iterator[list[bool]]:
    """Somebody opens the first page again and again; each time, whether it came."""
    answers: list[bool] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(BREATH):
            try:
                answers.append("<main" in Browser(BASE_URL, port).get("/"))
            except (OSError, Refused):
                answers.append(False)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        over.set()
        asking.join()


def values(port: int, releases: Repository) -> str:
    """Our own in place of the page's, and what spares the drill a wait."""
    given = {"REPOSITORY": str(releases.path), "SAIDYES_BASE_URL": BASE_URL, "EMAIL_URL": os.environ["EMAIL_URL"]}
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
