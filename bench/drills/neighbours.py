"""The school next door is full of words that nobody says; everybody of this school asks for everything there is.

Every page, about own things and the neighbours', opened, searched and posted to, with the neighbours' ids in every
field. Then the same with each question for `business` struck out of every query, so that the fence of the database
stands alone; and to see that the drill bites, once more without that.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import unescape
from http import HTTPStatus
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode
from django.http.response import HttpResponseBase
from django.test import Client

from bench.canaries import SEARCHED, SHOWN_TO_ALL, Canaries
from bench.drills.permissions import NEIGHBOURS, Things, all_things, everybody, targets
from bench.reporting import Report
from bench.rich_school import enrich
from saidyes.businesses.models import Business
from saidyes.common.fence import whose
from tests.cast import HOST, NEXT_DOOR, guardian, load_the_cast
from tests.house.url_map import pages
from tests.office.pdf_text import text_of

SHOWN = 40
ABOUT_A_SCHOOL = re.compile(r"(^|__)business(_id)?(__(exact|in|id|pk))*$")
FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*?\bname=\"([^\"]+)\"[^>]*>", re.DOTALL)
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
OPTION = re.compile(r"<option[^>]*\bvalue=\"([^\"]+)\"")
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass
class Round:
    """What one round over the whole house came to: which answers failed, and which told what of the neighbours."""

    answers: int
    shown: int
    failed: Counter[str]
    read: Counter[str]


def main(_arguments: list[str]) -> int:
    report = Report()
    report.title(f"neighbours on {connection.vendor}: everybody asks for what is next door")
    logging.disable(logging.CRITICAL)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_the_cast()
    things, canaries = all_things(), Canaries()
    next_door = Business.objects.get(host=NEXT_DOOR)
    things[NEIGHBOURS] |= enrich(guardian(next_door, "Iris"), canaries)
    canaries.lay(next_door)
    ask = partial(ask_for_everything, everybody(), things, their_ids(), canaries)
    report.at_least("columns of the neighbours with a canary", len(canaries.places), 50)
    report.at_least("tables of the neighbours with a row", len(canaries.tables), 25)
    as_it_is = ask()
    say(report, "as it is", as_it_is)
    with without_asking_for_a_school():
        if connection.vendor == "postgresql":
            say(report, "by row-level security alone", ask(), shown=as_it_is.shown)
        with without_a_fence():
            bites = ask()
    report.title("  with neither")
    report.line("answers", bites.answers)
    report.at_least("canaries: the drill bites", bites.read.total(), 100)
    return report.verdict()


def say(report: Report, how: str, came: Round, *, shown: int | None = None) -> None:
    report.title(f"  {how}")
    report.line("answers", came.answers)
    report.line("of them pages and files", came.shown, shown)
    report.line("of them failures", came.failed.total(), 0)
    report.line("canaries", came.read.total(), 0)
    for line, count in (came.failed + came.read).most_common(SHOWN):
        print(f"      {count} x {line}")


@contextmanager
def without_asking_for_a_school() -> Iterator[None]:
    """The filter of every query for its school is gone, as if each had been forgotten."""
    build = Query.build_filter

    def forgetful(query: Query, asked: Any, *rest: Any, **more: Any) -> Any:
        if isinstance(asked, tuple) and ABOUT_A_SCHOOL.search(asked[0]):
            return WhereNode(), set()
        return build(query, asked, *rest, **more)

    with patch.object(Query, "build_filter", forgetful):
        yield


@contextmanager
def without_a_fence() -> Iterator[None]:
    """Whatever is said, the database shows everybody's rows."""
    with patch.object(whose, "rows", lambda: whose.EVERYBODYS):
        yield


def ask_for_everything(
    people: dict[str, str], things: dict[str, Things], theirs: dict[str, str], canaries: Canaries
) -> Round:
    came, browser = Round(0, 0, Counter(), Counter()), Client(raise_request_exception=False)
    found = list(pages())
    for who, cookie in people.items():
        for page in found:
            for whose_things, path, host in targets(page, things):
                for status, text in answers(browser, cookie, path, host, theirs):
                    told = canaries.read_in(text) - public(canaries, host)
                    asked_for = f"{page.name} ({whose_things}) as {who}"
                    came.answers += 1
                    came.shown += status == HTTPStatus.OK
                    came.failed += Counter([f"{asked_for}: {status}"] * (status >= HTTPStatus.INTERNAL_SERVER_ERROR))
                    came.read.update(f"{asked_for}: {place}" for place in told)
    return came


def public(canaries: Canaries, host: str) -> set[str]:
    """What the neighbours' own pages say of their school to whoever opens them."""
    return {place for place in canaries.places if host == NEXT_DOOR and place.partition(".")[0] in SHOWN_TO_ALL}


def answers(browser: Client, cookie: str, path: str, host: str, theirs: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Opened, searched by what its own fields say, and posted to with the neighbours' ids in their place."""
    headers = {"SERVER_NAME": host, "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={cookie}" if cookie else ""}
    opened = asked(browser, "get", path, {}, headers)
    yield opened
    typed = {name: swapped(value, theirs) for name, value in fields_of(opened[1])}
    yield asked(browser, "get", path, {**typed, "q": SEARCHED, "find": SEARCHED, "family": SEARCHED}, headers)
    yield asked(browser, "post", path, typed, headers)


def asked(browser: Client, method: str, path: str, typed: dict[str, Any], headers: dict[str, str]) -> tuple[int, str]:
    """Status, headers and content, read to its end; nothing comes of it."""
    with transaction.atomic():
        answer = getattr(browser, method)(path, typed, **headers)
        told = f"{answer.headers}\n{content_of(answer)}"
        transaction.set_rollback(True)
    return answer.status_code, told


def content_of(answer: HttpResponseBase) -> str:
    content: bytes = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return text_of(content) if content.startswith(b"%PDF") else content.decode("utf-8", "replace")


def fields_of(page: str) -> Iterator[tuple[str, str]]:
    """Each field of each form by its name, with what stands in it, what is offered, or what is searched for."""
    for found in FIELD.finditer(page):
        value, offered = VALUE.search(found[0]), OPTION.search(page, found.end())
        first = offered[1] if found[0].startswith("<select") and offered else SEARCHED
        yield found[1], unescape(value[1] if value else first) or SEARCHED


def swapped(value: str, theirs: dict[str, str]) -> str:
    return ID.sub(lambda found: theirs.get(found[0], found[0]), value)


def their_ids() -> dict[str, str]:
    """For each row of ours one of the neighbours' of the same kind."""
    ours, next_door = (Business.objects.get(host=host).pk for host in (HOST, NEXT_DOOR))
    found: dict[str, str] = {}
    for model in apps.get_models():
        fields = {field.attname for field in model._meta.local_fields}  # noqa: SLF001
        if not model.__module__.startswith("saidyes.") or "business_id" not in fields:
            continue
        rows = model._base_manager.order_by("pk")  # noqa: SLF001
        another = rows.filter(business_id=next_door).first()
        if another is not None and isinstance(another.pk, UUID):
            found |= {str(pk): str(another.pk) for pk in rows.filter(business_id=ours).values_list("pk", flat=True)}
    return found
