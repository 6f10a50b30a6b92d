"""Let Hypothesis make up what is sent to every form, page and door for machines: N requests, 500s 0.

`./run drill fuzz N` asks about N times, 20,000 without a number. Most requests are forms of the pages, some fields as
somebody of good will fills them in, some of the letters that break programs. Others ask a page about anything, or are
mail and reports for the doors of machines, genuine as to their proof. Whatever breaks is printed with its line.
"""

import json
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bench.drills.hostile import is_text
from bench.filling_in import Form
from bench.house import ANYONE, GUARDIAN, OWNER, House
from bench.payloads import EVERYTHING
from bench.reporting import Report
from tests.api.reports import KEYS, MAKERS, Shown, seconds, signed_by_sendgrid
from tests.mail.arriving import bounce, complaint, reply

REQUESTS = 20_000
SECRET = "s" * 40
BREAKING = (
    "\0\x01\t\n\r\x1c\x85\xa0\xad\u0301\u200b\u202e\u2028\ue000\ufeff\ufffd\U0001f468\u0130ıßé٣=+-@＝<>'\"\\%{}$;,./:#"
)
QUERY = ("page", "sort", "q", "email", "on", "at", "since", "until", "text", "history", "next", "other", "seen_by")
TEXT = st.one_of(
    st.sampled_from([text for text in EVERYTHING if len(text) < 300]),
    st.text(st.one_of(st.sampled_from(BREAKING), st.characters(exclude_categories=["Cs"])), max_size=120),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes")),
    st.uuids().map(str),
    st.emails(),
).filter(is_text)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


def main(arguments: list[str]) -> int:
    report = Report()
    wanted = int(arguments[0]) if arguments else REQUESTS
    report.title(f"fuzz on {connection.vendor}")
    logging.disable(logging.CRITICAL)  # thousands of refusals
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    settings.SAIDYES_INBOUND_SECRET = settings.SAIDYES_INBOUND_DOMAIN = SECRET
    house = House.opened()
    with house.listening():
        forms = [(who, form) for who, shown in house.forms().items() for form in shown]
        report.line("forms, each once", len(forms))
        report.line("fields in them", sum(len(form.fields) for _, form in forms))
        began = house.requests
        fuzz_forms(house, forms, wanted * 7 // 10)
        fuzz_queries(house, wanted // 10)
        fuzz_mail(house, wanted // 10)
        fuzz_reports(house, wanted // 10)
    report.at_least("requests", house.requests - began, wanted * 9 // 10)
    for status, often in sorted(house.answers.items()):
        report.line(f"    answered {status}", often)
    report.line("500s", sum(house.breaks.values()), 0)
    for what, often in house.breaks.most_common(40):
        print(f"    {often} x {what}")
    return report.verdict()


def drawn(count: int, *strategies: st.SearchStrategy, ask: Callable[..., None]) -> None:
    """So many requests. None of them fails: what breaks is heard by the house, which goes on."""
    quiet = list(HealthCheck)
    how = examples(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=quiet
    )
    how(given(*strategies)(ask))()


def fuzz_forms(house: House, forms: list[tuple[str, Form]], count: int) -> None:
    """One to some fields of a form, and now and then one that it does not have."""

    def ask(one: tuple[str, Form], texts: dict[int, str], more: dict[str, str]) -> None:
        who, form = one
        names = sorted(form.fields) or [""]
        spoiled = {names[place % len(names)]: text for place, text in texts.items()}
        house.ask(who, form.method, form.path, {**more, **form.fields, **spoiled})

    some, more = (
        st.dictionaries(st.integers(0, 40), TEXT, min_size=1, max_size=6),
        st.dictionaries(TEXT, TEXT, max_size=1),
    )
    drawn(count, st.sampled_from(forms), some, more, ask=ask)


def fuzz_queries(house: House, count: int) -> None:
    """Every page, asked about anything."""

    def ask(path: str, who: str, query: dict[str, str]) -> None:
        house.ask(who, "GET", path, query)

    people, queries = (
        st.sampled_from([OWNER, GUARDIAN, ANYONE]),
        st.dictionaries(st.sampled_from(QUERY), TEXT, max_size=4),
    )
    drawn(count, st.sampled_from(house.paths()), people, queries, ask=ask)


def fuzz_mail(house: House, count: int) -> None:
    mails = [bounce("b@in.example"), complaint("Message-ID: <x@y>"), reply("a@b.example", "office@tidewater.example")]
    shown = {"Authorization": f"Bearer {SECRET}"}

    def ask(mail: bytes, at: int, noise: bytes) -> None:
        where = at % len(mail)
        house.ask(ANYONE, "POST", "/api/inbound/", mail[:where] + noise + mail[where:], headers=shown)

    noise = st.one_of(st.binary(max_size=60), TEXT.map(str.encode))
    drawn(count, st.sampled_from(mails), st.integers(0, 5_000), noise, ask=ask)


def fuzz_reports(house: House, count: int) -> None:
    """One value of a report is something else; where words are signed, they are signed with it."""

    def ask(provider: str, at: int, value: object) -> None:
        settings.SAIDYES_PROVIDER, settings.SAIDYES_PROVIDER_KEY = provider, KEYS[provider]
        shown = spoiled_report(provider, at, value)
        path, kind = f"/api/inbound/{provider}/", "application/json"
        house.ask(ANYONE, "POST", path, shown.body, content_type=kind, headers=shown.headers)

    drawn(count, st.sampled_from(["mailgun", "postmark", "sendgrid"]), st.integers(0, 30), JSON, ask=ask)


def spoiled_report(provider: str, at: int, value: object) -> Shown:
    shown = MAKERS[provider]("b+1", "a@b.example", ("bounced", "complained", "delivered")[at % 3])
    whole = json.loads(shown.body)
    told = whole["event-data"] if provider == "mailgun" else whole[0] if provider == "sendgrid" else whole
    names = sorted(told)
    if at == 0:
        told.clear()
    told[names[at % len(names)]] = value
    octets = json.dumps(whole).encode()
    return signed_by_sendgrid(octets, seconds()) if provider == "sendgrid" else Shown(octets, shown.headers)
