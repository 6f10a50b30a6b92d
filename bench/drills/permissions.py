"""Every page, asked as everybody, by every method, about own things, another family's and the neighbours'.

Each answer is compared with the matrix of `tests/office/test_rights.py`, and with what its door promises; nothing
comes of any request. Then somebody who was disabled tries to get in again.
"""

import logging
from collections import Counter
from http import HTTPStatus
from itertools import product
from secrets import token_urlsafe

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from bench.doors import session_of
from bench.ex_staff import try_to_get_in_again
from bench.reporting import Report
from saidyes.accounts.arriving import user_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import User
from saidyes.accounts.rights import Role
from saidyes.accounts.staffing import disable
from saidyes.businesses.brand import keep_logo
from saidyes.businesses.models import Business
from saidyes.classes.stating import send_statement
from saidyes.common.logos import read_logo
from saidyes.families.holding import prove
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM
from saidyes.sample import cast
from tests.cast import HOST, NEXT_DOOR, PASSWORD, guardian, load_the_cast, member
from tests.house.things import DAY, things_of
from tests.house.url_map import Page, pages
from tests.office.evidence_acts import signed_yes
from tests.office.test_rights import MATRIX
from tests.permissions import pages_of_rows
from tests.scans import png

Things = dict[str, object]
SHOWN = 40
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
TAKEN = ("GET", "HEAD", "POST")
LETTERS = {"owner": "O", "manager": "M", "front desk": "F", "auditor": "A"}
IN, LOG_IN = "let in", "log in"
OWN, NEIGHBOURS, ANOTHERS = "own", "the neighbours'", "another family's"
OF_STAFF_THEMSELVES = {"own_account", "password_given"}
WHOSE_THINGS = "front desk"  # the log-in and the passkey that pages are asked about
SHUT = {"provider_only", "mail_server_only", "monitor_only"}  # by a proof that none of these people has
PRESSES = {
    "office-blast-review": "OM",
    "office-verification": "O",
    "office-stopped-blasts": "O",
}  # fewer may press the button than see the page
FIRST_RUN = {"office-set-up", "office-set-up-owner"}
NO_SUCH_LETTER = {"office-mail-room-letter", "office-mail-room-html", "office-mail-room-raw"}
OF_ANOTHER_PURPOSE = {"portal-confirm", "portal-check-address", "portal-take-back", "portal-view"}  # than its link
ENDED = {"office-visit-end", "portal-visit-end"}  # a log-in that is over
NOT_HERE = ENDED | FIRST_RUN | NO_SUCH_LETTER | OF_ANOTHER_PURPOSE | {"portal-language"}  # no language is named


def main(_arguments: list[str]) -> int:
    report = Report()
    report.title(f"permissions on {connection.vendor}: every page, everybody, every method")
    logging.disable(logging.ERROR)  # thousands of refusals
    settings.SAIDYES_METRICS_TOKEN = token_urlsafe(32)  # where there is none, this machine itself is let in
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_the_cast()
    found = list(pages())
    listed = pages_of_rows() | set(MATRIX)
    off = check(report, found)
    report.line("routes not in the matrix", sum(page.name not in listed for page in found), 0)
    for line, count in Counter(off).most_common(SHOWN):
        print(f"    {count} x {line}")
    try_to_get_in_again(report)
    return report.verdict()


def check(report: Report, found: list[Page]) -> list[str]:
    """Ask every cell. What was not as specified, by page and person."""
    people, things, browser = everybody(), all_things(), Client(raise_request_exception=False)
    cells, off = 0, []
    for page in found:
        for (who, cookie), (whose, path, host), method in product(people.items(), targets(page, things), METHODS):
            got, cells = outcome(asked(browser, cookie, method, path, host)), cells + 1
            if got not in expected(page, who, whose, method):
                off.append(f"{page.name} ({whose}) as {who}: {got}")
    report.line("cells checked", cells)
    report.line("as specified", cells - len(off), cells)
    return off


def targets(page: Page, things: dict[str, Things]) -> list[tuple[str, str, str]]:
    """Whose things the page is asked about, with path and host. A page about no thing is asked next door too."""
    found = [(OWN, page.about(things[OWN]), HOST)]
    if page.is_about_a_thing:
        found.append((NEIGHBOURS, page.about(things[NEIGHBOURS]), HOST))
    else:
        found.append((NEIGHBOURS, page.path, NEXT_DOOR))
    if page.door.startswith("guardian") and any(f":{name}>" in page.path for name in things[ANOTHERS]):
        found.append((ANOTHERS, page.about({**things[OWN], **things[ANOTHERS]}), HOST))
    return found


def everybody() -> dict[str, str]:
    """The cookie of each, logged in just now."""
    staff = {"owner": cast.MARISOL, "manager": cast.THEO, "front desk": cast.PRIYA, "auditor": cast.INES}
    school = Business.objects.get(host=HOST)
    found = {who: session_of(member(school, one).user, HOST) for who, one in staff.items()}
    found["guardian"] = session_of(with_log_in(guardian(school, "Dana")), HOST)
    gone = hire(school, name="Ida Gone", address="ida@tidewater.example", role=Role.MANAGER, password=PASSWORD)
    found["disabled staff"] = session_of(gone.user, HOST)
    disable(gone, actor=SYSTEM)
    return {**found, "nobody": ""}


def with_log_in(somebody: Guardian) -> User:
    held = somebody.held_addresses.select_related("address").get(is_primary=True)
    somebody.user = user_of(held.address.key, name=somebody.name)
    somebody.save(update_fields=["user"])
    prove(held)
    return somebody.user


def all_things() -> dict[str, Things]:
    """What pages are about: of the guardian who asks, of another family here, of the school next door."""
    school, next_door = Business.objects.get(host=HOST), Business.objects.get(host=NEXT_DOOR)
    own = things_of(guardian(school, "Dana"), member(school, cast.PRIYA))  # the front desk deletes its own drafts
    tom = guardian(school, "Tom")
    another = {
        "address_id": tom.held_addresses.get(is_primary=True).address_id,
        "event_id": signed_yes(tom, "tom.signed@example.com").pk,  # type: ignore[no-untyped-call]
        "notice_id": send_statement(tom.family, DAY, DAY, actor=SYSTEM).pk,
    }
    theirs = things_of(guardian(next_door, "Iris"), next_door.memberships.get())
    theirs["logo"] = keep_logo(next_door, read_logo(png(48, 48))).name  # the same picture has the same name everywhere
    return {OWN: own, ANOTHERS: another, NEIGHBOURS: theirs}


def asked(browser: Client, session: str, method: str, path: str, host: str) -> HttpResponseBase:
    """Ask, and let nothing come of it: whatever cookies an answer sets, the next request has its own."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}" if session else ""
    with transaction.atomic():
        answer: HttpResponseBase = browser.generic(method, path, SERVER_NAME=host, HTTP_COOKIE=cookie)
        transaction.set_rollback(True)
    return answer


def outcome(answer: HttpResponseBase) -> str:
    if answer.status_code == HTTPStatus.FOUND and "/log-in/" in answer.headers["Location"]:
        return LOG_IN
    if answer.status_code in (403, 404, 405) or answer.status_code >= 500:
        return str(answer.status_code)
    return IN


def expected(page: Page, who: str, whose: str, method: str) -> set[str]:
    """The outcomes that are as specified. A page that does not take GET, HEAD or POST says so to everybody, and
    one that is open to everybody may lead on to the log-in.
    """
    if method not in TAKEN:
        return {"405"}
    if method == "POST" and whose == OWN and LETTERS.get(who, "") not in PRESSES.get(page.name, "OMFA"):
        return {"403"}
    found = allowed(page, who, whose)
    leads_on = {LOG_IN} if found == IN and not page.door.startswith(("staff", "guardian")) else set()
    return {found, "405", *leads_on}


def allowed(page: Page, who: str, whose: str) -> str:
    is_anothers = whose != OWN and page.is_about_a_thing
    elsewhere = whose == NEIGHBOURS and not page.is_about_a_thing
    if page.door in SHUT:
        return "403"
    if page.door in OF_STAFF_THEMSELVES and who in LETTERS and not elsewhere:
        is_theirs = not page.is_about_a_thing or (who == WHOSE_THINGS and not is_anothers)
        return IN if is_theirs and page.name not in NOT_HERE else "404"
    if page.door == "staff_only" or page.door in OF_STAFF_THEMSELVES:
        return of_staff(page, who, is_anothers=is_anothers, elsewhere=elsewhere)
    if page.door.startswith("guardian"):
        if who == "nobody":
            return LOG_IN
        if who != "guardian" or elsewhere:
            return "403"
    return "404" if is_anothers or page.name in NOT_HERE else IN


def of_staff(page: Page, who: str, *, is_anothers: bool, elsewhere: bool) -> str:
    """To people of this school nothing is there next door. A role without the right is refused before anything is
    looked for, so that a refusal tells nothing of what there is.
    """
    if who == "nobody":
        return LOG_IN
    if elsewhere:
        return "404"
    if who == "disabled staff":
        return LOG_IN
    if LETTERS.get(who, "-") not in MATRIX.get(page.name, ""):
        return "403"
    return "404" if is_anothers else IN
