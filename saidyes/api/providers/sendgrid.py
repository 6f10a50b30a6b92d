"""SendGrid: a signature over each report and its time, checked with the public key of the signed event webhook."""

import base64
import warnings

from anymail.exceptions import AnymailNotSupportedWarning
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.http import HttpRequest

from saidyes.api.providers.contract import Provider, bounce, is_young, passes, read
from saidyes.mail.news import Told
from saidyes.mail.reading import Outcome

WHEN = "X-Twilio-Email-Event-Webhook-Timestamp"
KEY = SendGridTrackingWebhookView.key_setting_name

# django-anymail has no account there to try it with; our tests sign reports as SendGrid describes it.
warnings.filterwarnings("ignore", category=AnymailNotSupportedWarning)
SendGridTrackingWebhookView.as_view()  # else the class does not know that it takes a key


def is_genuine(request: HttpRequest, key: str) -> bool:
    signed = passes(_reader(key).run_validators, request)
    return signed and is_young(request.headers.get(WHEN))


def reports_in(request: HttpRequest, key: str) -> list[Told]:
    return read(_reader(key).parse_events, request, _outcome)


def may_be_its_key(key: str) -> bool:
    try:
        return isinstance(load_der_public_key(base64.b64decode(key, validate=True)), EllipticCurvePublicKey)
    except (ValueError, UnsupportedAlgorithm):
        return False


def _reader(key: str) -> SendGridTrackingWebhookView:
    return SendGridTrackingWebhookView(**{KEY: key})


def _outcome(event: AnymailTrackingEvent) -> Outcome:
    """SendGrid calls a block of us "blocked", and what it did not even try "dropped"."""
    told = event.esp_event
    words = told.get("reason") or told["event"]
    return bounce(words, status=told.get("status"), for_good=told.get("type") != "blocked")


PROVIDER = Provider(is_genuine, reports_in, may_be_its_key, "the verification key of the signed event webhook")
