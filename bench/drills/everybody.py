"""Open every page there is on three widths in both themes, full and with its form left empty: nobody may be kept out.

The pages come from the URL resolver, the school is the sample school with an Email Blast in every state. On each
screen axe looks for violations of WCAG 2.2 AA; then nothing may be wider than the screen or too small to be hit.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from bench.crowd import confirmed
from bench.processes import mail_server, pages
from bench.reporting import Report
from saidyes.accounts.models import Membership
from saidyes.blasts import drafting, scheduling
from saidyes.blasts.models import Blast, everyone
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.delivery import worker
from saidyes.delivery.auditing import seal_what_is_new, verify_every_night
from saidyes.delivery.filling import start_and_fill
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.sample import cast
from saidyes.sample.loading import load_sample
from tests import chromium
from tests.browser import QUIET, SIDEWAYS
from tests.cast import in_the_office, in_the_portal
from tests.house.things import things_of
from tests.journeys.everybody import BY_QUERY, OFFICE, PORTAL, SCREENS, SMALL, found_on, look_on, paths_of, walk

PATIENCE_MS = 120_000
OF_A_BLAST = (
    "office-blast",
    "office-blast-edit",
    "office-blast-review",
    "office-blast-call-list",
    "office-blast-cancel",
)


def main(_arguments: list[str]) -> int:
    report = Report()
    report.title(f"everybody on {connection.vendor}")
    path = chromium.find_or_install()
    if not path:
        report.line("there is no Chromium: pages looked at", 0, 1)
        return report.verdict()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with mail_server(Path(os.environ["SAIDYES_DATA_DIR"]) / "letters"):
        visits = list(visits_to(load_sample("seahorse lantern 42")))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in our thread; nothing of ours is async
    with pages(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = browser.new_page(base_url=os.environ["SAIDYES_BASE_URL"], locale="en-US")
        page.set_default_timeout(PATIENCE_MS)
        look_at_all(page, visits, report)
    return report.verdict()


def visits_to(business: Business) -> Iterator[tuple[Client, list[str]]]:
    """Who goes where: anybody, a guardian, an owner."""
    dana = business.guardians.get(first_name="Dana", last_name="Okafor")
    marisol = business.memberships.get(user__email=cast.MARISOL.address)
    things = things_of(dana, marisol)
    blasts = [*blasts_in_every_state(marisol)]
    seal_what_is_new()
    verify_every_night()
    yield Client(SERVER_NAME=business.host), [*paths_of(PORTAL, things), reverse("office-log-in")]
    yield in_the_portal(dana), paths_of(PORTAL, things)
    of_blasts = [reverse(name, args=[blast.pk]) for blast in blasts for name in OF_A_BLAST]
    yield in_the_office(marisol), [*paths_of(OFFICE, things), *BY_QUERY, *of_blasts]


def blasts_in_every_state(author: Membership) -> Iterator[Blast]:
    """Sent, scheduled, paused, cancelled, and one that is on its way as long as nobody works."""
    yield confirmed(author, "Closed on Friday")
    while worker.turn():
        pass
    draft = drafting.start_draft(
        author.business, drafting.Content("Summer camp dates", "", "Camp is in June.", everyone()), author=author.user
    )
    tomorrow = clock.now() + timedelta(days=1)
    yield scheduling.schedule(draft, version=draft.version, at=tomorrow, actor=SYSTEM, source=Source.OFFICE)
    under_way = [confirmed(author, subject) for subject in ("Late buses", "Pool closed", "Snow day")]
    while start_and_fill():
        pass
    scheduling.pause(under_way[0], actor=SYSTEM, source=Source.OFFICE)
    scheduling.cancel(under_way[1], counts={}, actor=SYSTEM, source=Source.OFFICE)
    yield from under_way


def look_at_all(page: Page, visits: list[tuple[Client, list[str]]], report: Report) -> None:
    counts: Counter[str] = Counter()
    seen = set()
    for visitor, paths in visits:
        for place in walk(page, visitor, paths):
            seen.add(place)
            for screen in SCREENS:
                look_on(page, screen)
                for barred in found_on(page):
                    counts[barred.partition(":")[0] if barred.startswith((SIDEWAYS, SMALL)) else "violations"] += 1
                    print(f"  {place}, {screen[0]['width']} px, {screen[1]}: {barred}", flush=True)
    report.at_least("pages and forms left empty", len(seen), 150)
    report.line("looked at, each on three widths in both themes", len(seen) * len(SCREENS))
    report.line("violations of WCAG 2.2 AA", counts["violations"], 0)
    report.line("wider than the screen", counts[SIDEWAYS], 0)
    report.line("targets too small to be hit", counts[SMALL], 0)
