"""Server time, queries and bytes of every page at 10,000 families and 100,000 events. --families N, --events N

The pages are those of the URL resolver, at one family of the cast and at one of the crowd, and long lists, filtered.
A page that a visit cannot open is named. Exit 1: above 300 ms, broken, or a portal page of more than 40 kB CSS and JS.
"""

import argparse
import gzip
import os
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.lived_in import live_in
from saidyes.accounts.arriving import user_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.businesses.models import Business
from saidyes.consent.asking import wording_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.links import take_back_url
from saidyes.consent.models import Address, WordingKind
from saidyes.consent.rechecking import ask_whether_mail_arrives
from saidyes.families.holding import prove
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.notices.models import Notice
from saidyes.sample import cast
from tests.cast import in_the_office
from tests.house.things import things_of
from tests.house.url_map import pages

MOST_MS, MOST_BYTES = 300, 40_000
ROUNDS, AGAIN = 9, 3
TOMS, LUISES = "tom.becker@example.net", "ortega.family@example.com"
PASSWORD = os.urandom(12).hex()
LISTS = (
    "/office/families/?page=200",
    "/office/families/?sort=-created",
    "/office/families/?standing=opted_out&created=365",
    "/office/families/?q=reed",
    "/office/families/?q=ana.77",
    "/office/families/?q=555-01",
    "/office/families/?q=ana.4321@reed.example",
    "/office/audit-log/?kind=all",
    "/office/audit-log/?kind=all&page=2000",
    "/office/audit-log/?text=Ana+77",
    "/office/audit-log/?text=ana.4321@reed.example",
    "/office/audit-log/?since=2025-01-01&kind=opt_out",
    "/office/consent/?email=ana.4321@reed.example",
    "/office/reports/new-family-accounts/?since=2020-01-01",
    "/office/reports/unsubscribed-families/?how=",
    "/office/reports/unsubscribed-families/?how=one_click&families=all&since=&until=",
)
OF_THE_CROWD = ("", "emails/", "audit-log/", "students/")
ANSWERS = {405: "answers to forms only", 404: "404: not opened", 400: "400: not opened"}


@dataclass(frozen=True)
class Visit:
    """What one page took: the median of a few visits, and what one of them asked the database."""

    path: str
    ms: float
    queries: int
    size: int

    def __str__(self) -> str:
        late = f"  SHOULD BE at most {MOST_MS}" if self.ms > MOST_MS else ""
        return f"  {shown(self.path):<74}{self.ms:>7.1f} ms{self.queries:>5} queries{self.size / 1000:>7.1f} kB{late}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench pages")
    parser.add_argument("--families", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=100_000)
    options = parser.parse_args(arguments)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    owner = school_of(options.families, options.events)
    guardian = owner.business.guardians.select_related("family", "business").get(first_name="Dana")
    visitors = logged_in(owner, guardian)
    load = os.getloadavg()[0]
    print(f"pages on {connection.vendor}: median of {ROUNDS} visits, load of the machine {load:.1f}", flush=True)
    visits, unopened = visit_all(list(addresses(guardian, owner)), visitors)
    return verdict(visits, unopened, weight_of(visitors["else"], "/portal/log-in/"))


def school_of(families: int, events: int) -> Membership:
    """The cast, and a crowd beside it. Its owner."""
    business = cast.tidewater("tidewater.localhost")
    owner = hire(business, **vars(cast.MARISOL), password=PASSWORD)
    for household in cast.HOUSEHOLDS:
        cast.enroll_household(business, household)
    live_in(owner, families, events)
    return owner


def logged_in(owner: Membership, guardian: Guardian) -> dict[str, Client]:
    """A browser for each face; the third is nobody's."""
    faces = {face: Client(SERVER_NAME=owner.business.host) for face in ("portal", "else")}
    faces["office"] = in_the_office(owner)
    held = guardian.held_addresses.select_related("address").get(is_primary=True)
    guardian.user = user_of(held.address.key, name=guardian.name)
    guardian.save(update_fields=["user"])
    prove(held)
    faces["portal"].force_login(guardian.user)
    return faces


def addresses(guardian: Guardian, owner: Membership) -> Iterator[str]:
    """Every page there is, and then the long lists."""
    business, things = owner.business, things_of(guardian, owner)
    opened = {path.split("/")[2]: path for path in by_token(business, str(things["event_id"]))}
    for page in pages():
        path = page.about(things)
        yield opened.get(path.split("/")[2], path) if "token" in page.path else path
    yield from LISTS
    one = business.families.filter(name__startswith="Reed ").order_by("-number")[0]
    yield from (f"/office/families/{one.pk}/{tab}" for tab in OF_THE_CROWD)
    yield from (f"/office/email-blast/{blast.pk}/" for blast in business.blasts.exclude(finished_at=None)[:1])


def by_token(business: Business, yes: str) -> Iterator[str]:
    """The pages that another token opens than the one of a letter's link."""
    tom, luis = (Address.objects.get(business=business, key=key) for key in (TOMS, LUISES))
    ask_by_link(tom, wording=wording_of(business, WordingKind.QUESTION), actor=Actor(ActorKind.MAILBOX))
    ask_whether_mail_arrives(luis, actor=SYSTEM, source=Source.OFFICE)
    asked = Notice.objects.filter(business=business, kind__in=("confirm_choice", "check_address"))
    signed = Address.objects.get(business=business, last_event=yes)
    urls = [notice.data["url"] for notice in asked] + [take_back_url(business, signed.pk, UUID(yes))]
    yield from (urlsplit(url).path for url in urls)


def visit_all(paths: list[str], visitors: dict[str, Client]) -> tuple[list[Visit], dict[str, str]]:
    visits, unopened = [], {}
    for path in paths:
        visitor = visitors.get(path.split("/")[1], visitors["else"])
        with CaptureQueriesContext(connection) as asked:
            answer = visitor.get(path)
        queries = len(asked)  # the next request forgets them
        if answer.status_code == 200:
            visits.append(Visit(path, typical(visitor, path), queries, len(answer.getvalue())))
            print(visits[-1], flush=True)
        else:
            code = answer.status_code
            unopened[path] = ANSWERS.get(code) or f"{code} {answer.headers.get('Location', '')}"
    return visits, unopened


def typical(visitor: Client, path: str) -> float:
    """The median; of a late page the best of three, for a neighbour may have been at work."""
    medians = [statistics.median(timed(visitor, path))]
    while medians[-1] > MOST_MS and len(medians) < AGAIN:
        medians.append(statistics.median(timed(visitor, path)))
    return min(medians)


def timed(visitor: Client, path: str) -> Iterator[float]:
    """Milliseconds within the server: everything but the socket."""
    for _ in range(ROUNDS):
        began = time.perf_counter()
        visitor.get(path).getvalue()
        yield 1000 * (time.perf_counter() - began)


def weight_of(visitor: Client, path: str) -> int:
    """Bytes of CSS and JavaScript that the page asks for, compressed as they are served."""
    page = visitor.get(path).content.decode()
    found = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
    files = [Path(settings.STATIC_ROOT) / urlsplit(one).path.removeprefix("/static/") for one in found]
    return sum(len(gzip.compress(one.read_bytes())) for one in files)


def verdict(visits: list[Visit], unopened: dict[str, str], weight: int) -> int:
    print("\nnot opened by a visit")
    for path, why in unopened.items():
        print(f"  {shown(path):<74}{why}")
    slowest = max(visits, key=lambda visit: visit.ms)
    broken = [path for path, why in unopened.items() if why.startswith("5")]
    print(f"\n{len(visits)} pages opened, {len(unopened)} not; {len(broken)} broken")
    print(f"slowest {slowest.ms:.0f} ms, at most {MOST_MS}: {shown(slowest.path)}")
    print(f"CSS and JavaScript of a portal page {weight:,} bytes, at most {MOST_BYTES:,}")
    return 1 if slowest.ms > MOST_MS or broken or weight > MOST_BYTES else 0


def shown(path: str) -> str:
    """The path without the ids and tokens that nobody can read."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|v1\.[\w.-]+", "…", path)
