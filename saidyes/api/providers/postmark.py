"""Postmark: a user and a password of our choice, in the address of the webhook."""

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.http import HttpRequest

from saidyes.api.providers.contract import Provider, bounce, passes, read
from saidyes.mail.news import Told
from saidyes.mail.reading import Outcome

SHORTEST = 32
FOR_GOOD = {"HardBounce", "BadEmailAddress"}


def is_genuine(request: HttpRequest, key: str) -> bool:
    return passes(_reader(key).run_validators, request)


def reports_in(request: HttpRequest, key: str) -> list[Told]:
    return read(_reader(key).parse_events, request, _outcome)


def may_be_its_key(key: str) -> bool:
    return ":" in key.strip(":") and len(key) >= SHORTEST


def _reader(key: str) -> PostmarkTrackingWebhookView:
    return PostmarkTrackingWebhookView(webhook_secret=key)


def _outcome(event: AnymailTrackingEvent) -> Outcome:
    return bounce(event.mta_response, for_good=event.esp_event.get("Type") in FOR_GOOD)


PROVIDER = Provider(
    is_genuine,
    reports_in,
    may_be_its_key,
    f"USER:PASSWORD, {SHORTEST} characters or more",
)
