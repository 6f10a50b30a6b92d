"""Ask every open door about 200 addresses that are known and 200 that are not: nothing in an answer may tell which.

Bodies and statuses are compared, and the time: of a known and an unknown address, how often does the known one take
longer? Half the times for doors that tell nothing (AUC 0.50). Then 1,000 passwords are guessed, each from a network of
its own making, and those are counted that were ever looked at. By the name of a door, that one alone.
"""

import html
import http.client
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from bench.crowd import school_of
from bench.doors import CSRF, FORM
from bench.invitations import ELSEWHERE, NOT_HERE, UNKNOWN, Invitations, Steps
from bench.processes import pages
from bench.reporting import Report
from saidyes.accounts.arriving import user_of
from saidyes.accounts.models import Membership, User
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.consent.asking import question_of
from saidyes.families.models import Guardian
from saidyes.mail.models import State
from saidyes.notices.models import Notice

HOST = "tidewater.localhost"
EACH, GUESSES, LOOKED_AT = 200, 1_000, 20
TELLS_NOTHING = 0.60
WRONG = "not the password 1"


@dataclass
class Door:
    """What it answered to known (True) and unknown addresses: status and body with the address taken out, and time."""

    name: str
    said: dict[bool, set[str]] = field(default_factory=lambda: {True: set(), False: set()})
    took: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})

    @property
    def auc(self) -> float:
        """0.50 when the time tells nothing; 1.00 when it tells everything."""
        known, unknown = self.took[True], self.took[False]
        longer = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
        share = longer / (len(known) * len(unknown))
        return max(share, 1 - share)


def main(arguments: list[str]) -> int:
    os.environ["SAIDYES_TRUSTED_PROXIES"] = "1"  # each visitor from a network of their own
    report = Report()
    report.title(f"enumeration on {connection.vendor}")
    call_command("collectstatic", interactive=False, verbosity=0)
    business = school_of(EACH).business
    everybody_has_a_password(business)
    with pages():
        doors = list(asked(business, arguments))
        for door in doors:
            judge(report, door)
        of_nobody = {words for door in doors if door.name in NOT_HERE for words in door.said[True] | door.said[False]}
        if of_nobody:
            report.line("words for links of another school and of nobody", len(of_nobody), 1)
        report.line(
            "letters that left while the doors were asked", Notice.objects.exclude(state=State.QUEUED).count(), 0
        )
        if not arguments or "guessing" in arguments:
            guess(report)
    return report.verdict()


def everybody_has_a_password(business: Business) -> None:
    """Each of them, and as many members of staff."""
    hashed = make_password("the right password 1")
    for guardian in Guardian.objects.filter(business=business).prefetch_related("held_addresses__address"):
        held = guardian.held_addresses.all()[0]
        guardian.user = user_of(held.address.key, name=guardian.name)
        guardian.save(update_fields=["user"])
    staff = [user_of(f"staff.{number}@reed.example", name="Staff") for number in range(EACH)]
    Membership.objects.bulk_create(Membership(business=business, user=user, role=Role.AUDITOR) for user in staff)
    User.objects.update(password=hashed)


def asked(business: Business, wanted: list[str]) -> Iterator[Door]:
    """Of invitations, the known have an account at another school: that is nobody's business at this one."""
    wording = str(question_of(business).wording.pk)
    doors: dict[str, Callable[[str], Steps]] = {
        "log-in code": lambda address: [("/portal/log-in/", {"email": address}), ("/portal/log-in/code/", None)],
        "sign-up": lambda address: [
            ("/portal/create-account/", person(address)),
            ("/portal/create-account/email-choice/", {"said": "yes", "wording": wording}),
            ("/portal/create-account/code/", None),
        ],
        "unsubscribe, another link": lambda address: [("/portal/unsubscribe/", {"email": address})],
        "staff sign-in": lambda address: [("/office/log-in/", {"login": address, "password": WRONG})],
        "log-in by password": lambda address: [("/portal/log-in/password/", {"email": address, "password": WRONG})],
    }
    for name, steps in doors.items():
        there = "staff.{}@reed.example" if name == "staff sign-in" else "ana.{}@reed.example"
        if not wanted or name in wanted:
            yield in_one_row(Door(name), there, steps)
    invitations = Invitations(business, EACH)
    for name, steps in invitations.doors.items():
        if not wanted or name in wanted:
            yield in_one_row(Door(name), ELSEWHERE, steps, session=invitations.session, after=invitations.forget)


def in_one_row(
    door: Door,
    there: str,
    steps: Callable[[str], Steps],
    *,
    session: str = "",
    after: Callable[[], None] = lambda: None,
) -> Door:
    """Shuffled, so that whatever else the machine does meets known and unknown alike. `there`: what the known are."""
    cache.clear()
    row = [(known, number) for known in (True, False) for number in range(EACH)]
    random.shuffle(row)
    for turn, (known, number) in enumerate(row):
        address = (there if known else UNKNOWN).format(number)
        body, took = visit(steps(address), address, network=turn, session=session)
        door.said[known].add(body)
        door.took[known].append(took)
        after()
    return door


def person(address: str) -> dict[str, str]:
    home = {"street": "1 Main St", "city": "Gearhart", "state": "OR", "postal_code": "97146"}
    return {"first_name": "Kim", "last_name": "Park", "email": address, "phone": "(503) 555-0155", **home}


def visit(steps: Steps, address: str, *, network: int, session: str = "") -> tuple[str, float]:
    """A visitor's way, each with cookies of their own: all that was answered, and how long the forms took."""
    server = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port, timeout=60)
    cookies, said, took = {settings.CSRF_COOKIE_NAME: CSRF, settings.SESSION_COOKIE_NAME: session}, [], 0.0
    for path, fields in steps:
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}) if fields else None
        came_from = f"192.0.{network // 250}.{network % 250}"
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"Host": HOST, "Content-Type": FORM, "Cookie": jar, "X-Forwarded-For": came_from}
        began = time.perf_counter()
        server.request("POST" if fields else "GET", path, body, headers)
        answer = server.getresponse()
        page = answer.read().decode()
        took += time.perf_counter() - began if fields else 0
        for morsel in SimpleCookie("\n".join(answer.headers.get_all("Set-Cookie", []))).values():
            cookies[morsel.key] = morsel.value
        said.append(f"{answer.status} {answer.headers.get('Location', '')} {without(page, address, path)}")
    server.close()
    return "\n".join(said), took


def without(page: str, address: str, path: str) -> str:
    """The page without what differs for everybody: the typed address, the hour, where it is, tokens and rows."""
    tokens = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|<time.*?</time>|[0-9a-f]{8}-[0-9a-f-]{27}', "", page)
    return tokens.replace(path, "").replace(html.escape(address), "ADDRESS").replace(address, "ADDRESS")


def judge(report: Report, door: Door) -> None:
    report.title(door.name)
    report.line("answers", sum(len(times) for times in door.took.values()), 2 * EACH)
    report.line("of them in different words or with another status", len(door.said[True] | door.said[False]), 1)
    report.at_most("AUC of the time, in hundredths", round(door.auc * 100), round(TELLS_NOTHING * 100))


def guess(report: Report) -> None:
    """One account, and every guess from another network, as the trusted proxy would say."""
    cache.clear()
    report.title("guessing")
    told = [
        visit(
            [("/office/log-in/", {"login": "staff.0@reed.example", "password": f"{WRONG}{n}"})],
            "staff.0@reed.example",
            network=n,
        )[0]
        for n in range(GUESSES)
    ]
    refused = sum("Too many tries" in answer or answer.startswith("429") for answer in told)
    report.line("guesses", len(told), GUESSES)
    report.at_most("passwords looked at", GUESSES - refused, LOOKED_AT)
