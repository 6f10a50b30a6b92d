"""Fetch every link of every letter as scanners do, by GET and HEAD and in a browser with and without JavaScript.

Nothing may change: every table is compared before and after, down to the last column. In the browser each page is
left open until it is quiet, so that a script that acts by itself would have acted.
"""

import hashlib
import html
import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from bench.crowd import confirmed
from bench.leaving import fetch
from bench.letterbox import Kept, Letterbox
from bench.processes import mail_server, pages, wait_for, worker
from bench.reporting import Report
from saidyes.accounts.hiring import hire
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.classes.enrolling import enroll
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.mail.models import State
from saidyes.notices.models import Notice
from saidyes.sample import cast
from tests import chromium
from tests.browser import QUIET

LINK = re.compile(r"https?://[^\s\"'<>]+")
OURS = re.compile(r"https?://[\w.]*localhost[:/]")


def main(_arguments: list[str]) -> int:
    report = Report()
    report.title(f"link-scanner on {connection.vendor}")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with mail_server(Path(os.environ["SAIDYES_DATA_DIR"]) / "letters") as letterbox, pages():
        letters = a_day_of_letters(letterbox)
        links = sorted({link for kept in letters for link in links_in(kept) if OURS.match(link)})
        report.line("letters", len(letters))
        report.line("links of ours in them, each once", len(links))
        report.line("unsubscribe links among them", sum("/unsubscribe/" in link for link in links))
        before = every_row()
        scan(report, links)
        after = every_row()
    report.line("rows compared", sum(len(rows) for rows in after.values()))
    report.line("changes", sum(len(before[table] ^ after[table]) for table in after), 0)
    return report.verdict()


def a_day_of_letters(letterbox: Letterbox) -> list[Kept]:
    """An Email Blast, and an enrollment confirmation for each family with a child; the worker is gone afterwards."""
    business = cast.tidewater("tidewater.localhost")
    author = hire(business, **vars(cast.THEO), password=os.urandom(12).hex())
    for household in cast.HOUSEHOLDS:
        cast.enroll_household(business, household)
    course = business.courses.create(name="Drill class")
    for family in business.families.filter(students__isnull=False).distinct():
        enroll(family.students.all()[0], course, actor=Actor(ActorKind.STAFF, name="drill"))
    with worker():
        blast = confirmed(author, "Closed on Friday")
        wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, "the end of the blast")
        wait_for(lambda: is_written_to(business), "the confirmations")
    return letterbox.since()


def is_written_to(business: Business) -> bool:
    notices = Notice.objects.filter(business=business)
    reached = Recipient.objects.filter(business=business, state=State.SENT)
    return reached.exists() and notices.exists() and not notices.exclude(state=State.SENT).exists()


def links_in(kept: Kept) -> Iterable[str]:
    """What a scanner finds: in the text, in the markup, in the headers."""
    for part in kept.parsed.walk():
        if part.get_content_maintype() == "text":
            yield from LINK.findall(html.unescape(part.get_content()))
    for header in ("List-Unsubscribe", "List-Help", "List-Owner"):
        yield from LINK.findall(str(kept.parsed[header] or ""))


def scan(report: Report, links: list[str]) -> None:
    for link in links:
        fetch(link, "GET")
        fetch(link, "HEAD")
    report.line("fetches by GET and HEAD", 2 * len(links))
    path = chromium.find_or_install()
    if not path:
        report.line("there is no Chromium: fetches in a browser", 0, 2 * len(links))
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        fetched = sum(open_each(browser, links, scripts=scripts) for scripts in (True, False))
    report.line("fetches in a browser, with and without JavaScript", fetched, 2 * len(links))


def open_each(browser: Browser, links: list[str], *, scripts: bool) -> int:
    """How many pages came."""
    with browser.new_context(java_script_enabled=scripts) as visitor:
        page = visitor.new_page()
        answers = [page.goto(link, wait_until="networkidle") for link in links]
        return sum(answer is not None and answer.ok for answer in answers)


def every_row() -> dict[str, set[str]]:
    """A digest of each row of each table."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves its loop behind in this thread
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = {digest(row) for row in cursor.fetchall()}
    return found


def digest(row: object) -> str:
    return hashlib.sha256(repr(row).encode()).hexdigest()
