"""Every form and page of the house, and people who knock at them; nothing comes of what they do."""

import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from bench.filling_in import Form, each_once, forms_on
from saidyes.businesses.models import Business
from saidyes.sample import cast
from tests.cast import HOST, guardian, in_the_office, in_the_portal, load_the_cast, member
from tests.house.things import things_of
from tests.house.url_map import pages
from tests.portal.visits import LOG_IN, up_to_the_code

OWNER, DESK, GUARDIAN, ANYONE, HALFWAY = "owner", "front desk", "guardian", "anyone", "halfway in"
LASTS = 200  # seconds
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose, and tried elsewhere


@dataclass
class House:
    """The school, one of each thing in it, and who knocks."""

    business: Business
    things: dict[str, object]
    people: dict[str, Client]
    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    breaks: Counter[str] = field(default_factory=Counter)
    seen: Any = None
    came_in: float = 0

    @classmethod
    def opened(cls) -> "House":
        settings.PASSWORD_HASHERS = QUICK
        load_the_cast()
        business = Business.objects.get(host=HOST)
        marisol, dana = member(business, cast.MARISOL), guardian(business, "Dana")
        halfway = Client(SERVER_NAME=HOST)
        in_the_portal(dana)
        halfway.post(LOG_IN, {"email": "dana.okafor@example.com"})
        up_to_the_code(halfway, business)
        house = cls(business, things_of(guardian(business, "Dana"), marisol), {HALFWAY: halfway})
        Authenticator.objects.all().delete()  # whoever logs in would be asked for a passkey that no device here holds
        house.come_in()
        return house

    def come_in(self) -> None:
        """Everybody logs in, as some pages ask for every few minutes."""
        self.people |= {
            OWNER: in_the_office(member(self.business, cast.MARISOL)),
            DESK: in_the_office(member(self.business, cast.PRIYA)),
            GUARDIAN: in_the_portal(guardian(self.business, "Dana")),
            ANYONE: Client(SERVER_NAME=HOST),
        }
        self.came_in = monotonic()
        for client in self.people.values():
            client.raise_request_exception = False

    def ask(
        self, who: str, method: str, path: str, data: Any = "", *, look: Callable[[], Any] = bool, **more: Any
    ) -> HttpResponseBase:
        """One request, of which nothing is left but `seen`: what `look` saw before it was taken back."""
        if monotonic() - self.came_in > LASTS:
            self.come_in()
        client = self.people[who]
        cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        with transaction.atomic():
            answer = self._answer(client, method, path, data, **more)
            if answer.status_code < 500:
                self._look_at_constraints(path)
                self.seen = look()
            transaction.set_rollback(True)
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value
        self.requests += 1
        self.answers[answer.status_code] += 1
        return answer

    def _answer(self, client: Client, method: str, path: str, data: Any, **more: Any) -> HttpResponseBase:
        if isinstance(data, dict):
            answer: HttpResponseBase = getattr(client, method.lower())(path, data, **more)
        else:
            answer = client.generic(method, path, data, **more)
        if answer.streaming:
            answer.read_as = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        return answer

    def _look_at_constraints(self, path: str) -> None:
        """What a commit would have found wrong."""
        try:
            connection.check_constraints()
        except DatabaseError as wrong:
            self.breaks[f"{path}: {wrong}"[:300]] += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Every error of ours is heard, with the line it came from."""
        got_request_exception.connect(self._hear)
        try:
            yield
        finally:
            got_request_exception.disconnect(self._hear)

    def _hear(self, request: HttpRequest | None = None, **_: Any) -> None:
        kind, value, trace = sys.exc_info()
        ours = [frame for frame in traceback.extract_tb(trace) if "/saidyes/" in frame.filename]
        where = f"{ours[-1].filename.rpartition('/saidyes/')[2]}:{ours[-1].lineno}" if ours else "outside"
        asked = request.resolver_match.route if request and request.resolver_match else ""
        self.breaks[f"{kind.__name__ if kind else ''} at {where}, /{asked}: {value!s:.120}"] += 1

    def paths(self) -> list[str]:
        return [page.about(self.things) for page in pages()]

    def forms(self) -> dict[str, list[Form]]:
        """Of each of them, every form they are shown that nobody before was."""
        found: dict[str, list[Form]] = {}
        seen: set[tuple[str, str, frozenset[str]]] = set()
        for who in self.people:
            shown = [form for path in self.paths() for form in self._forms_at(who, path)]
            found[who] = [form for form in each_once(iter(shown)) if form.name not in seen]
            seen |= {form.name for form in found[who]}
        return found

    def _forms_at(self, who: str, path: str) -> list[Form]:
        answer = self.ask(who, "GET", path)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        return forms_on(b"".join(answer).decode(), path) if is_page and isinstance(answer, HttpResponse) else []
