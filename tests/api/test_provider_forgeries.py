"""Whoever is not the provider gets 403 and changes nothing, and no address in a report is ever fetched."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from saidyes.api.providers import sns
from saidyes.ledger.models import Event
from saidyes.mail.models import State
from saidyes.mail.return_paths import Way, mark_of, name_of
from tests.api.reports import (
    CERTIFICATE_URL,
    KEYS,
    MAKERS,
    TOPIC,
    Shown,
    amazons_certificate,
    mailgun,
    postmark,
    sendgrid,
    ses,
    signed_by_amazon,
    signed_by_sendgrid,
)
from tests.delivery.acts import row_of

A_DAY = timedelta(days=1, seconds=5)
ODD = [b"", b"null", b"[]", b'{"signature": []}', b"[" * 100_000, b"\xff", b'{"Type": "Notification"}', b'{"a": NaN}']


@pytest.fixture
def row(provider, theo, dana, send, deliver, smtp_server):
    blast = send(theo)
    deliver()
    return row_of(blast, dana)


def basic(said: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(said.encode()).decode()}"}


def old(make: Callable[..., Shown], *about: str, ago: timedelta) -> Shown:
    return make(*about, ago=ago)


def altered(shown: Shown) -> Shown:
    return Shown(shown.body.replace(b"dana.okafor", b"noor.haddad"), shown.headers)


FORGERIES = {
    "postmark": [
        lambda *about: Shown(postmark(*about).body),
        lambda *about: Shown(postmark(*about).body, basic("saidyes:wrong")),
        lambda *about: Shown(postmark(*about).body, basic(KEYS["postmark"] + "x")),
        lambda *about: Shown(postmark(*about).body, basic("None")),
        lambda *about: Shown(postmark(*about).body, {"Authorization": "Basic ß"}),
    ],
    "mailgun": [
        lambda *about: old(mailgun, *about, ago=A_DAY),
        lambda *about: old(mailgun, *about, ago=-A_DAY),
        lambda *about: Shown(mailgun(*about).body.replace(b"tttt", b"uuuu")),
        lambda *about: Shown(json.dumps({"event-data": {}, "signature": {"timestamp": "1", "token": "ß"}}).encode()),
    ],
    "sendgrid": [
        lambda *about: altered(sendgrid(*about)),
        lambda *about: old(sendgrid, *about, ago=A_DAY),
        lambda *about: Shown(sendgrid(*about).body),
        lambda *about: Shown(
            sendgrid(*about).body, {**sendgrid(*about).headers, "X-Twilio-Email-Event-Webhook-Signature": "AA"}
        ),
        lambda *about: signed_by_sendgrid(sendgrid(*about).body, "soon"),
    ],
    "ses": [
        lambda *about: altered(ses(*about)),
        lambda *about: old(ses, *about, ago=A_DAY),
        lambda *about: signed_by_amazon(Message="{}", TopicArn=TOPIC.replace("123456789012", "999999999999")),
        lambda *about: signed_by_amazon(Message="{}", key=rsa.generate_private_key(65537, 2048)),
        lambda *about: signed_by_amazon(Message="{}", SignatureVersion="1"),
        lambda *about: signed_by_amazon(
            Message="{}", SigningCertURL=CERTIFICATE_URL.replace(".com", ".com.evil.example")
        ),
        lambda *about: signed_by_amazon(Message="{}", SigningCertURL=CERTIFICATE_URL.replace("https", "http")),
        lambda *about: signed_by_amazon(Message="{}", SigningCertURL=CERTIFICATE_URL.replace("//", "//evil.example@")),
        lambda *about: signed_by_amazon(Message="{}", SigningCertURL=CERTIFICATE_URL.replace("west", "east")),
        lambda *about: signed_by_amazon(Message="{}", SigningCertURL="file:///etc/passwd"),
    ],
}


def test_no_forgery_changes_anything_or_learns_why(provider, row, fetched):
    before = Event.objects.count()
    about = name_of(Way.BLAST, mark_of(str(row.pk), row.bound)), row.email
    for news in ("bounced", "complained"):
        for forge in FORGERIES[provider]:
            answer = forge(*about, news).post(provider)
            assert (answer.status_code, answer.content) == (403, b"No.\n")
    row.refresh_from_db()
    assert (Event.objects.count(), row.state) == (before, State.SENT)
    assert set(fetched) <= {CERTIFICATE_URL.removeprefix("https://")}


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_odd_bodies_get_a_plain_answer(provider, body):
    assert Shown(body).post(provider).status_code == 403


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"3", b'{"RecordType": []}', b"[" * 100_000, b"\xff"])
@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
def test_a_genuine_report_that_is_none_is_refused_without_harm(provider, body):
    assert Shown(body).post(provider, **basic(KEYS[provider])).status_code == 400


def test_only_the_one_provider_is_believed(provider, settings):
    others = set(MAKERS) - {provider}
    shown = {other: MAKERS[other]("b+1", "a@b.example", "delivered") for other in others}
    assert {shown[other].post(other).status_code for other in others} == {403}
    settings.SAIDYES_PROVIDER = ""
    assert MAKERS[provider]("b+1", "a@b.example", "delivered").post(provider).status_code == 403


def test_what_is_too_large_is_not_read(provider):
    assert Shown(b"x" * 1_000_001).post(provider).status_code == 413


@pytest.mark.parametrize("provider", ["ses"], indirect=True)
@pytest.mark.parametrize(("topic", "asked"), [(TOPIC, 2), (TOPIC + "-other", 0)])
def test_only_our_topic_is_subscribed_to_and_never_by_an_address_in_the_message(provider, fetched, topic, asked):
    told = {"Type": "SubscriptionConfirmation", "Message": "You have chosen", "Token": "2336" * 20}
    shown = signed_by_amazon(**told, TopicArn=topic, SubscribeURL="https://169.254.169.254/")
    assert shown.post("ses").status_code == (200 if asked else 403)
    assert len(fetched) == asked
    assert all(url.startswith("sns.us-west-2.amazonaws.com/") for url in fetched)
    assert [url for url in fetched if "Action=ConfirmSubscription" in url] == fetched[1:]


@pytest.mark.parametrize("provider", ["ses"], indirect=True)
def test_a_certificate_that_is_over_or_none_proves_nothing(provider, monkeypatch, fetched):
    for certificate in (amazons_certificate(expired=True), b"<html>", b""):
        monkeypatch.setattr(sns, "get", lambda *_, found=certificate: found)
        sns._certificate.cache_clear()
        assert signed_by_amazon(Message="{}").post("ses").status_code == 403


@pytest.mark.parametrize("provider", ["ses"], indirect=True)
def test_a_report_that_blames_nobody_changes_nothing(provider, row):
    before = Event.objects.count()
    named = name_of(Way.BLAST, mark_of(str(row.pk), row.bound))
    assert ses(named, row.email, "not spam").post("ses").status_code == 200
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("name", "key"),
    [("gmail", "x" * 40), *((name, key) for name in MAKERS for key in ("", "short", "ß" * 40, "a:b"))],
)
@pytest.mark.django_db
def test_a_provider_that_cannot_prove_itself_stops_the_start(settings, name, key):
    settings.SAIDYES_PROVIDER, settings.SAIDYES_PROVIDER_KEY = name, key
    with pytest.raises(SystemCheckError, match="SAIDYES_PROVIDER"):
        call_command("prepare", skip_checks=False)


@pytest.mark.parametrize(("name", "key"), KEYS.items())
@pytest.mark.django_db
def test_a_provider_with_its_key_does_not(settings, name, key):
    settings.SAIDYES_PROVIDER, settings.SAIDYES_PROVIDER_KEY = name, key
    call_command("check", tags=["configuration"])
