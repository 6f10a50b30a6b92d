"""A school whose names mean harm: it signs up by the pages, is written to over SMTP, opened in Chromium, exported."""

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from bench.house import GUARDIAN, OWNER, House
from bench.letterbox import Kept
from bench.payloads import BODIES, MARK, POISON
from bench.processes import mail_server, pages, wait_for, worker
from bench.reporting import Report
from saidyes.blasts.drafting import body_from
from saidyes.blasts.models import Blast, Status
from saidyes.classes import importing
from saidyes.classes.importing import desk
from saidyes.classes.models import Course
from saidyes.common.csv import STARTS_A_FORMULA
from saidyes.common.plain_text import NotPlain
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.notices.models import Notice
from tests import chromium
from tests.browser import QUIET
from tests.cast import HOST
from tests.classes.exports import file_of, reed
from tests.house.url_map import pages as every_page
from tests.journeys.everybody import become, is_shown
from tests.portal.visits import sign_up

HEADERS = {
    "from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type", "auto-submitted",
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "precedence", "feedback-id", "content-transfer-encoding",
    "list-help", "list-owner",
}  # fmt: skip
OF_THE_LETTER = ("office-blast", "office-blast-edit", "office-blast-call-list", "office-blast-preview")
FOLDER = "letters"
ENDS_IN_ROWS = ("export/", "everyone/", "remarks/", "download/")


def walk(report: Report, house: House) -> None:
    """All of it, once; counts into the report."""
    house.come_in()
    with mail_server(Path(os.environ["SAIDYES_DATA_DIR"]) / FOLDER) as letterbox:
        moved_in = [move_in(house, number, text) for number, text in enumerate(POISON)]
        report.at_least("families with poisoned names, of their own hand", sum(moved_in), len(POISON) - 4)
        blast = write_to_all(house)
        with worker():
            wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, "the end of the blast")
            wait_for(lambda: not Notice.objects.filter(settled_at=None).exists(), "the notices")
        look_at_letters(report, letterbox.since())
        look_at_exports(report, house, blast)
        open_everything(report, house, blast, letterbox.since())


def move_in(house: House, number: int, text: str) -> bool:
    """By the pages: a family signs up, a student is added, enrolled, and pays, each with a letter."""
    browser = Client(SERVER_NAME=HOST, REMOTE_ADDR=f"192.0.2.{number + 1}")
    typed = dict.fromkeys(("first_name", "last_name", "street"), text) | {"email": f"poison.{number}@example.com"}
    if sign_up(browser, house.business, **typed).status_code != 302:
        return False
    owner, family = house.people[OWNER], Guardian.objects.get(user__email=typed["email"]).family
    course = Course.objects.create(business=house.business, name=text)
    at = f"/office/families/{family.pk}/"
    student = {"first_name": text, "last_name": text}
    paid = {"amount": "85.00", "for_what": text, "method": "card", "paid_on": "2025-03-01"}
    answers = [owner.post(f"{at}students/new/", student), owner.post(f"{at}payments/new/", paid)]
    enrolled = f"{at}students/{family.students.get().pk}/enroll/"
    answers.append(owner.post(enrolled, {"course": course.pk}))
    answers.append(owner.post(f"{at}statements/new/", {"since": "2025-01-01", "until": "2025-12-31"}))
    return {answer.status_code for answer in answers} == {302}


def write_to_all(house: House) -> Blast:
    """Whatever an author may write, with a name in the subject and one in the line after it."""
    owner = house.people[OWNER]
    words = {
        "whom": "everyone",
        "subject": "For the {{ family name }} family, {{ guardian first name }}",
        "preview_line": "{{ guardian last name }} " + POISON[0],
        "body": "\n\n".join(
            ["Hi {{ guardian first name }}, {{ student first names }}", *POISON[:6], *harmless_bodies()]
        ),
        "version": 0,
        "editor": "a" * 32,
    }
    assert owner.post("/office/email-blast/new/", words).status_code == 302
    blast = Blast.objects.latest("created_at")
    pressed = {"when": "now", "version": blast.version, "confirmed": "yes"}
    assert owner.post(f"/office/email-blast/{blast.pk}/review/", pressed).status_code == 302
    return blast


def harmless_bodies() -> Iterator[str]:
    """Those of the list that the page takes."""
    for body in BODIES:
        try:
            yield body_from(body) if len(body) < 3_000 else ""
        except NotPlain:
            continue


def look_at_letters(report: Report, letters: list[Kept]) -> None:
    known = set(Address.objects.values_list("key", flat=True)) | set(Notice.objects.values_list("to_key", flat=True))
    headers: Counter[str] = Counter()
    recipients = evaluated = 0
    for kept in letters:
        parsed = kept.parsed
        headers.update(name.lower() for name in parsed.keys() if name.lower() not in HEADERS)  # noqa: SIM118
        headers.update(name.lower() for name in HEADERS if len(parsed.get_all(name, [])) > 1)
        to, sender = addresses_in(parsed["To"]), addresses_in(parsed["From"])
        recipients += kept.reader not in known or len(to) != 1 or len(sender) != 1 or "evil" in sender[0]
        recipients += to[0].lower() != kept.reader.lower()
        read = [part.get_content() for part in parsed.walk() if part.get_content_maintype() == "text"]
        evaluated += any(MARK in text for text in [*read, str(parsed["Subject"])])
    report.at_least("letters over SMTP: an Email Blast and notices", len(letters), 5 * len(POISON) // 2)
    report.line("extra headers", sum(headers.values()), 0)
    print("".join(f"    {name}\n" for name in headers), end="")
    report.line("extra recipients", recipients, 0)
    report.line("evaluated templates in letters", evaluated, 0)


def addresses_in(header: object) -> list[str]:
    return [one.addr_spec for one in getattr(header, "addresses", ())]


def look_at_exports(report: Report, house: House, blast: Blast) -> None:
    cells = formulas = evaluated = 0
    texts = list(exports(house, blast))
    for text in texts:
        for row in csv.reader(io.StringIO(text, newline="")):
            cells += len(row)
            formulas += sum(cell.startswith(STARTS_A_FORMULA) for cell in row)
        evaluated += MARK in text
    report.at_least("exports", len(texts), 7)
    report.line("cells in them", cells)
    report.line("formula cells", formulas, 0)
    report.line("evaluated templates in exports", evaluated, 0)


def exports(house: House, blast: Blast) -> Iterator[str]:
    """Every page that answers with rows, the remarks on a poisoned file too."""
    house.come_in()  # just now: some ask for that
    rows = [reed(7_000 + number, **{"Guardian 1 Email": text}) for number, text in enumerate(POISON)]
    file_id = desk.put_down(house.business, file_of(*rows))
    desk.keep_remarks(house.business, file_id, importing.foresee(desk.plan_of(house.business, file_id)))
    things = {**house.things, "blast_id": blast.pk, "file_id": file_id}
    for page in every_page():
        if page.path.endswith(ENDS_IN_ROWS):
            yield from _rows_of(house, page.about(things))


def _rows_of(house: House, path: str) -> Iterator[str]:
    who = house.people[GUARDIAN if path.startswith("/portal/") else OWNER]
    fields = {"email": "poison.0@example.com"}
    for answer in (who.post(path, fields), who.get(path)):
        if answer.headers.get("Content-Type", "").startswith("text/csv"):
            yield b"".join(answer).decode()
            return


def open_everything(report: Report, house: House, blast: Blast, letters: list[Kept]) -> None:
    path = chromium.find_or_install()
    if not path:
        report.line("there is no Chromium: pages opened", 0, 1)
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in our thread; nothing of ours is async
    with pages(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        careless = Looks(browser)
        careless.open_html("".join(POISON))
        report.at_least("dialogs and requests where nothing is escaped", careless.dialogs + len(careless.foreign), 3)
        seen = Looks(browser)
        for who in (OWNER, GUARDIAN):
            seen.open_pages(house.people[who], [*house.paths(), *poisoned_paths(who, blast)])
        seen.open_letters(letters)
    report.at_least("pages and letters opened in Chromium", seen.opened, 150)
    report.line("dialogs", seen.dialogs, 0)
    report.line("requests to other hosts", len(seen.foreign), 0)
    report.line("scripts and styles that the policy had to stop", len(seen.stopped), 0)
    report.line("evaluated templates on pages", seen.evaluated, 0)
    print("".join(f"    {what}\n" for what in sorted(seen.foreign | seen.stopped)), end="")


def poisoned_paths(who: str, blast: Blast) -> Iterator[str]:
    if who != OWNER:
        return
    yield from (reverse(name, args=[blast.pk]) for name in OF_THE_LETTER)
    for guardian in Guardian.objects.filter(user__email__startswith="poison."):
        at = f"/office/families/{guardian.family_id}/"
        yield from (at, f"{at}students/", f"{at}emails/", f"{at}audit-log/", f"{at}merge/", f"{at}edit/")


class Looks:
    """A browser that notices whatever a page does beyond being read."""

    def __init__(self, browser: Browser) -> None:
        self.opened = self.dialogs = self.evaluated = 0
        self.foreign: set[str] = set()
        self.stopped: set[str] = set()
        self._page: Page = browser.new_page(base_url=os.environ["SAIDYES_BASE_URL"].replace("localhost", HOST))
        self._page.on("dialog", self._dismiss)
        self._page.on("request", self._note)
        self._page.on("console", lambda said: self._hear(said.text))

    def open_pages(self, visitor: Client, paths: list[str]) -> None:
        become(self._page, visitor)
        for path in dict.fromkeys(paths):
            if is_shown(visitor, path) or (path.endswith("preview/") and visitor.get(path).status_code == 200):
                self._page.goto(path)
                self._look()

    def open_letters(self, letters: list[Kept]) -> None:
        for kept in letters:
            part = kept.parsed.get_body(("html",))
            self.open_html(part.get_content() if part else "")

    def open_html(self, html: str) -> None:
        """As a mail program that forbids nothing would draw it."""
        self._page.goto("about:blank")  # else the policy of the page before it would hold here
        self._page.set_content(html)
        self._look()

    def _look(self) -> None:
        self.opened += 1
        self.evaluated += MARK in self._page.content()

    def _dismiss(self, dialog: object) -> None:
        self.dialogs += 1
        dialog.dismiss()  # type: ignore[attr-defined]

    def _note(self, request: object) -> None:
        url = str(request.url)  # type: ignore[attr-defined]
        if url.startswith("http") and "localhost" not in url.split("/")[2]:
            self.foreign.add(url[:200])

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.stopped.add(text[:200])
