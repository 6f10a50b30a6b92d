"""Type what means harm into every field of every form, ask every page oddly, send poisoned names, open all of it.

The fields come from the forms on the pages, the pages from the URL resolver. Each field gets every seventh payload, and
the next field begins with the next one; `--every=1` tries all of them. `doors` or `names` is one half of it.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from bench import payloads, poisoned
from bench.filling_in import Form
from bench.house import ANYONE, DESK, GUARDIAN, OWNER, House
from bench.reporting import Report
from saidyes.accounts.models import Membership, User
from saidyes.consent.models import Address
from saidyes.families.models import HeldAddress
from tests.house.url_map import THING, pages

EVERY, THINNED = 7, "--every="
CHOSEN = (*payloads.NUMBERS, *payloads.IDS, *payloads.MOMENTS, "Zoe\0", "<b>", "x" * 10_000)
ASKED_FOR = {
    "role": "owner", "consent": "in", "standing": "opted_in", "is_staff": "1", "is_superuser": "1", "is_active": "1",
    "business": "1", "business_id": "1", "org": "1", "verified": "1", "proved_at": "2026-01-01", "held": "1",
    "suppressed": "", "user": "1", "user_id": "1", "agreed_by": "1", "last_event": "1", "id": "1", "pk": "1",
    "second_factor": "", "active": "1", "author": "1", "status": "finished", "actor": "owner", "source": "registration",
}  # fmt: skip
ODD_HEADERS = (
    {"Accept-Language": "\xff," * 2_000, "User-Agent": "\x01\xff" * 500, "Referer": "http://[::1"},
    {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Target": "\xff", "Origin": "\xff"},
    {"X-Forwarded-For": "\xff," * 50, "X-Forwarded-Host": "evil.example", "X-HTTP-Method-Override": "DELETE"},
    {"Range": "bytes=-1", "If-Modified-Since": "\xff", "If-None-Match": '"' * 500, "Cookie": "session=\xff; csrf=;;"},
)
BODIES = (
    ("multipart/form-data", b"--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png\0"\r\n'),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"a": NaN, "a": "\\ud800"}'),
    ("application/x-www-form-urlencoded", b"%ff=%00&=&&a[b]=%u0000&next=//evil"),
    ("text/plain; charset=utf-7", b"+2AA-"),
    ("\xff/\xff; =;;", b"\xff"),
)


def main(arguments: list[str]) -> int:
    report = Report()
    report.title(f"hostile on {connection.vendor}")
    logging.disable(logging.CRITICAL)  # thousands of refusals
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    house = House.opened()
    if "names" not in arguments:
        try_the_doors(report, house, every=every_in(arguments))
    if "doors" not in arguments:
        poisoned.walk(report, house)
    return report.verdict()


def every_in(arguments: list[str]) -> int:
    return next((int(one.removeprefix(THINNED)) for one in arguments if one.startswith(THINNED)), EVERY)


def try_the_doors(report: Report, house: House, *, every: int) -> None:
    with house.listening():
        forms = house.forms()
        report.line("forms, each once", sum(map(len, forms.values())))
        report.line("fields spoiled", spoil(house, forms, every=every))
        changed = slip_in(house, forms)
        knock(house)
        ask_about_nothing(house)
    report.line("requests", house.requests)
    report.line("500s", sum(house.breaks.values()), 0)
    report.line("changed by fields that no form has", changed, 0)
    for what, often in house.breaks.most_common(40):
        print(f"    {often} x {what}")


def spoil(house: House, forms: dict[str, list[Form]], *, every: int) -> int:
    """One field at a time, by whoever is shown the form; then all that can be typed, by everybody else."""
    turn = count()
    for who, shown in forms.items():
        for form in shown:
            for name in sorted(form.fields.keys() - {"csrfmiddlewaretoken"}):
                texts = payloads.SHORT if name in form.typed else CHOSEN
                for text in texts[next(turn) % every :: every]:
                    send(house, who, form, form.spoiled(name, text))
            for name, other in product(form.files, (OWNER, GUARDIAN)):
                send(house, other, form, {**form.fields, name: "no file"})
            text = payloads.NAMES[next(turn) % len(payloads.NAMES)]
            for other in {OWNER, DESK, GUARDIAN, ANYONE} - {who}:
                send(house, other, form, {**form.fields, **dict.fromkeys(form.typed, text)})
    return sum(len(form.fields) for shown in forms.values() for form in shown)


def send(house: House, who: str, form: Form, fields: dict[str, str]) -> None:
    """As a browser can: half a character cannot be sent in UTF-8."""
    if all(is_text(value) for value in fields.values()):
        house.ask(who, form.method, form.path, fields)


def is_text(value: str) -> bool:
    return not any(0xD800 <= ord(letter) < 0xE000 for letter in value)


def slip_in(house: House, forms: dict[str, list[Form]]) -> int:
    """Every form once as it is and once with fields it does not have: what stands in the database must be the same."""
    changed: Counter[str] = Counter()
    for who, shown in forms.items():
        for form in (form for form in shown if form.method == "POST"):
            house.ask(who, "POST", form.path, form.fields, look=what_stands)
            before = house.seen
            house.ask(who, "POST", form.path, {**ASKED_FOR, **form.fields}, look=what_stands)
            changed[form.path] += house.seen != before
    for path in +changed:
        print(f"    changed by a field it does not have: {path}")
    return sum(changed.values())


def what_stands() -> object:
    """Rights and consents, without the ids and times that differ each time."""
    held = HeldAddress.objects.exclude(proved_at=None).values("business_id").annotate(count=Count("pk"))
    standings = Address.objects.values("business_id", "standing", "held", "suppressed").annotate(count=Count("pk"))
    roles = Membership.objects.values_list("business_id", "user__email", "role", "active")
    users = User.objects.values("is_active").annotate(count=Count("pk"))
    return [sorted(map(str, rows)) for rows in (held, standings, roles, users)]


def knock(house: House) -> None:
    """Every page, with a body or a header that no browser sends."""
    for path, who in product(house.paths(), (OWNER, GUARDIAN, ANYONE)):
        for kind, body in BODIES:
            house.ask(who, "POST", path, body, content_type=kind)
        for headers, method in product(ODD_HEADERS, ("GET", "POST")):
            house.ask(who, method, path, headers=headers)
        for query in queries():
            house.ask(who, "GET", path, QUERY_STRING=query)


def queries() -> Iterator[str]:
    names = (
        "page",
        "sort",
        "q",
        "email",
        "on",
        "at",
        "since",
        "until",
        "text",
        "history",
        "seen_by",
        "next",
        "language",
    )
    for text in (
        "\0",
        "9" * 5_000,
        str(2**63),
        "' OR 1=1",
        "//evil.example",
        "<script>alert(1)</script>",
        "0001-01-01",
    ):
        yield "&".join(f"{name}={quote(text)}" for name in names)
    yield "q=%ff&page=%u0000&%00=%00&q=a&q=b&[]="


def ask_about_nothing(house: House) -> None:
    """Pages about a thing, asked about what is none."""
    for page in pages():
        if page.is_about_a_thing:
            for text, who, method in product(payloads.TOKENS, (OWNER, GUARDIAN, ANYONE), ("GET", "POST")):
                if is_text(text):
                    at = THING.sub(quote(text, safe=""), page.path)
                    house.ask(who, method, at)
