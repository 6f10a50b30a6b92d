"""Four ways in which somebody chooses, each by its own request over HTTP, and what came of it.

Every request wears a name of its own as its user agent, which the audit log keeps: so each event names its request.
"""

import http.client
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from saidyes.accounts.arriving import user_of
from saidyes.accounts.models import User
from saidyes.consent.asking import wording_of
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import WordingKind
from saidyes.families.holding import prove
from saidyes.families.models import HeldAddress
from tests.cast import logged_in

FORM = "application/x-www-form-urlencoded"
CSRF = "r" * 32
TAKES_SECONDS = 60
REFUSALS = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True)
class Mailbox:
    """An address whose standing many change at once, and the ways to its doors."""

    address: UUID
    spelling: str
    choice: str
    edit: str
    link: str
    wording: str


@dataclass(frozen=True)
class Asked:
    """One request. `status` is 0 when it was cut off before its answer; `seen` is the version its form showed."""

    name: str
    door: str
    address: UUID
    said_yes: bool = False
    seen: int = 0
    asked_at: float = 0
    told_at: float = 0
    status: int = 0
    to: str = ""

    @property
    def was_cut(self) -> bool:
        return self.status == 0

    @property
    def is_done(self) -> bool:
        """Whether the answer says that it was done: the page after it, not the way to the log-in."""
        return self.status == HTTPStatus.OK or (self.status == HTTPStatus.FOUND and "log-in" not in self.to)

    @property
    def was_refused(self) -> bool:
        return self.status in REFUSALS


def mailbox_of(held: HeldAddress) -> Mailbox:
    """With a log-in of its guardian, who has proved the address."""
    business, guardian = held.business, held.guardian
    guardian.user = user_of(held.address.key, name=guardian.name)
    guardian.save(update_fields=["user"])
    prove(held)
    return Mailbox(
        address=held.address_id,
        spelling=held.address.spelling,
        choice=reverse("portal-email-choice", args=[held.address_id]),
        edit=reverse("office-address", args=[guardian.family_id, guardian.pk, held.pk]),
        link=urlsplit(unsubscribe_url(business, held.address_id)).path,
        wording=str(wording_of(business, WordingKind.QUESTION).pk),
    )


def session_of(user: User, host: str) -> str:
    """The cookie of a browser that is logged in."""
    return logged_in(user, host, "password", "mfa").cookies[settings.SESSION_COOKIE_NAME].value


def connected() -> http.client.HTTPConnection:
    """As soon as the pages listen."""
    until = time.monotonic() + TAKES_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port)
        connection.timeout = TAKES_SECONDS
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return connection


class Visitor:
    """Somebody with a browser, logged in or not."""

    def __init__(self, host: str, session: str = "") -> None:
        self._host, self._session = host, session

    def choose(self, mailbox: Mailbox, name: str, *, said_yes: bool, seen: int) -> Asked:
        """The guardian, on the page of the choice."""
        said = {"said": "yes" if said_yes else "no", "version": seen, "wording": mailbox.wording}
        return self._ask(mailbox.choice, said, Asked(name, "portal", mailbox.address, said_yes, seen))

    def edit(self, mailbox: Mailbox, name: str, *, said_yes: bool, seen: int, now: datetime) -> Asked:
        """Staff, in the form of the address."""
        tick = {"subscribe": "on", "agreed_again": "on"} if said_yes else {"declined": "on"}
        proof = {"how": "in_person", "agreed_at": f"{now:%Y-%m-%dT%H:%M}", "said": "Yes please"} if said_yes else {}
        typed = {"address": mailbox.spelling, "seen_version": seen, **tick, **proof}
        return self._ask(mailbox.edit, typed, Asked(name, "office", mailbox.address, said_yes, seen))

    def leave(self, mailbox: Mailbox, name: str) -> Asked:
        """The button of the unsubscribe page."""
        return self._ask(mailbox.link, {"unsubscribe": "yes"}, Asked(name, "page", mailbox.address))

    def one_click(self, mailbox: Mailbox, name: str) -> Asked:
        """A mail program (RFC 8058)."""
        return self._ask(mailbox.link, {"List-Unsubscribe": "One-Click"}, Asked(name, "one-click", mailbox.address))

    def post(self, path: str, body: bytes, kind: str, name: str = "staff") -> tuple[int, str]:
        """The status and where it leads; 0 when the answer is cut off. While nobody listens nothing is asked."""
        connection = connected()
        cookie = f"{settings.CSRF_COOKIE_NAME}={CSRF}; {settings.SESSION_COOKIE_NAME}={self._session}"
        headers = {"Host": self._host, "Content-Type": kind, "User-Agent": name}
        try:
            connection.request("POST", path, body, {**headers, **({"Cookie": cookie} if self._session else {})})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0, ""
        else:
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def _ask(self, path: str, fields: Mapping[str, object], asked: Asked) -> Asked:
        body = urlencode({**fields, **({"csrfmiddlewaretoken": CSRF} if self._session else {})}).encode()
        asked_at = time.time()
        status, to = self.post(path, body, FORM, asked.name)
        return replace(asked, asked_at=asked_at, told_at=time.time(), status=status, to=to)
