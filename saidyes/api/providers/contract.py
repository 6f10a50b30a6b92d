"""What a provider must be able to do, and what they share: proof first, then django-anymail's reading."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType
from django.http import HttpRequest

from saidyes.common import clock
from saidyes.mail.naming import LETTER
from saidyes.mail.news import News, Told
from saidyes.mail.posting.session import printable
from saidyes.mail.reading import Outcome

TOO_OLD = timedelta(days=1)
MALFORMED = (AnymailError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)
NEWS = {
    EventType.DELIVERED: News.DELIVERED,
    EventType.BOUNCED: News.BOUNCED,
    EventType.REJECTED: News.BOUNCED,
    EventType.FAILED: News.BOUNCED,
    EventType.COMPLAINED: News.COMPLAINED,
    EventType.UNSUBSCRIBED: News.LEFT,
}
PROTOCOL = re.compile(r"\s*smtp\s*;\s*", re.IGNORECASE)
WRONG_ADDRESS, FOR_GOOD, FOR_NOW = "5.1.1", "5.0.0", "4.0.0"


class NotAReport(ValueError):
    """Genuine, and yet not what this provider sends."""


@dataclass(frozen=True, slots=True)
class Provider:
    """`is_genuine` asks the key first, before anything of a report is believed; `reports_in` may raise `NotAReport`."""

    is_genuine: Callable[[HttpRequest, str], bool]
    reports_in: Callable[[HttpRequest, str], list[Told]]
    may_be_its_key: Callable[[str], bool]
    key_is: str


def passes(check: Callable[[HttpRequest], None], request: HttpRequest) -> bool:
    """Whether django-anymail's own check of the request finds nothing wrong, however odd the request is."""
    try:
        check(request)
    except (AnymailWebhookValidationFailure, *MALFORMED):
        return False
    return True


def is_young(timestamp: object) -> bool:
    """Whether these seconds since 1970 were today: what was once sent to us cannot be shown again later."""
    try:
        moment = datetime.fromtimestamp(float(str(timestamp)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return abs(clock.now() - moment) < TOO_OLD


def read(
    parse: Callable[[HttpRequest], list[AnymailTrackingEvent]],
    request: HttpRequest,
    outcome_of: Callable[[AnymailTrackingEvent], Outcome | None],
) -> list[Told]:
    """What its events tell us, in our words; most kinds of them tell nothing. Raises `NotAReport`."""
    try:
        return [_told(event, outcome_of) for event in parse(request) if event.event_type in NEWS]
    except MALFORMED as wrong:
        raise NotAReport from wrong


def _told(event: AnymailTrackingEvent, outcome_of: Callable[[AnymailTrackingEvent], Outcome | None]) -> Told:
    news = NEWS[event.event_type]
    name = event.metadata.get(LETTER) if isinstance(event.metadata, dict) else ""
    outcome = outcome_of(event) if news == News.BOUNCED else None
    return Told(news, letter=text(name), recipient=text(event.recipient), outcome=outcome)


def bounce(words: object, *, status: object = "", for_good: bool, server: object = "") -> Outcome:
    """A bounce as a delivery report would say it. That the provider calls it final counts only where no words are."""
    said = PROTOCOL.sub("", text(words), count=1)
    meant = (FOR_GOOD if said else WRONG_ADDRESS) if for_good else FOR_NOW
    return Outcome("failed", status=text(status) or meant, diagnostic=said, server=text(server))


def text(value: Any) -> str:
    """On one line, cut, and nothing but text: whatever may stand in somebody's JSON."""
    return printable(value.encode("utf-8", "replace")) if isinstance(value, str) else ""
