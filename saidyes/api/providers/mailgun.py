"""Mailgun: a signature by the webhook signing key, over the time and a token of each report, not over its words."""

import json

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.http import HttpRequest

from saidyes.api.providers.contract import Provider, bounce, is_young, passes, read
from saidyes.mail.news import Told
from saidyes.mail.reading import Outcome

SHORTEST = 32


def is_genuine(request: HttpRequest, key: str) -> bool:
    """Of today, and in JSON: reports as they were before 2018 are refused."""
    signed = request.content_type == "application/json" and passes(_reader(key).run_validators, request)
    return signed and is_young(_timestamp(request))


def reports_in(request: HttpRequest, key: str) -> list[Told]:
    return read(_reader(key).parse_events, request, _outcome)


def may_be_its_key(key: str) -> bool:
    return key.isascii() and len(key) >= SHORTEST


def _reader(key: str) -> MailgunTrackingWebhookView:
    return MailgunTrackingWebhookView(webhook_signing_key=key)


def _timestamp(request: HttpRequest) -> object:
    return json.loads(request.body)["signature"]["timestamp"]


def _outcome(event: AnymailTrackingEvent) -> Outcome:
    status = event.esp_event["event-data"].get("delivery-status") or {}
    code, said = str(status.get("code", "")), event.mta_response or event.description or "failed"
    words = said if said.startswith(code) else f"{code} {said}"
    return bounce(words, status=status.get("enhanced-code"), for_good=True, server=status.get("mx-host"))


PROVIDER = Provider(is_genuine, reports_in, may_be_its_key, "the HTTP webhook signing key")
