"""Amazon SES through SNS: reports that Amazon signed for our one topic, whose name is the key."""

import json
from typing import Any

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from django.http import HttpRequest

from saidyes.api.providers import sns
from saidyes.api.providers.contract import Provider, bounce, read
from saidyes.mail.news import Told
from saidyes.mail.reading import Outcome

BLAMES_NOBODY = {"auth-failure", "not-spam"}  # RFC 5965 3.5
ADDRESS_IS_WRONG = ("Permanent", "NoEmail")


class Reader(AmazonSESTrackingWebhookView):
    """For its reading alone: whatever else it does needs Amazon's own library."""

    def __init__(self) -> None:
        pass


def is_genuine(request: HttpRequest, key: str) -> bool:
    return sns.is_genuine(request.body, sns.Topic.of(key))


def reports_in(request: HttpRequest, _key: str) -> list[Told]:
    """Amazon's question whether we want the topic is answered here too: it tells us nothing else."""
    message = sns.message_in(request.body)
    if message["Type"] == "SubscriptionConfirmation":
        sns.confirm(message)
    if message["Type"] != "Notification":
        return []
    return read(lambda _: _events(message), request, _outcome)


def may_be_its_key(key: str) -> bool:
    return sns.TOPIC.fullmatch(key) is not None


def _events(message: dict[str, Any]) -> list[AnymailTrackingEvent]:
    if not message["Message"].startswith("{"):
        return []  # "Successfully validated SNS topic for Amazon SES event publishing."
    told = json.loads(message["Message"])
    if told.get("complaint", {}).get("complaintFeedbackType") in BLAMES_NOBODY or _is_a_vacation(told):
        return []
    return Reader().esp_to_anymail_events(told, message)


def _is_a_vacation(told: dict[str, Any]) -> bool:
    """Amazon calls an out-of-office answer a passing bounce, and has no server's words for it."""
    bounced = told.get("bounce", {})
    worded = any("status" in one or "diagnosticCode" in one for one in bounced.get("bouncedRecipients", []))
    return bounced.get("bounceType", "Permanent") != "Permanent" and not worded


def _outcome(event: AnymailTrackingEvent) -> Outcome:
    bounced = event.esp_event.get("bounce", {})
    kind = (bounced.get("bounceType"), bounced.get("bounceSubType"))
    mine = [one for one in bounced.get("bouncedRecipients", []) if one.get("emailAddress") == event.recipient]
    status = mine[0].get("status") if mine else None
    words = event.mta_response or ("" if kind == ADDRESS_IS_WRONG else event.description)
    return bounce(words, status=status, for_good=kind[0] == "Permanent")


PROVIDER = Provider(is_genuine, reports_in, may_be_its_key, "the name of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME")
