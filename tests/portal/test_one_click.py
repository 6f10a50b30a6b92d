"""RFC 8058: the mail program's own button is a POST to the URI of List-Unsubscribe, and acts at once."""

import pytest
from django.test import Client

from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from tests.portal.visits import shows

FORM = "application/x-www-form-urlencoded"


def noor_now() -> Address:
    return Address.objects.get(key="noor.haddad@example.com")


@pytest.fixture
def provider(business) -> Client:
    """Neither cookies nor a CSRF token; and CSRF is enforced."""
    return Client(SERVER_NAME=business.host, enforce_csrf_checks=True)


@pytest.fixture
def link(business) -> str:
    return "/" + unsubscribe_url(business, noor_now().pk).split("/", 3)[3]


@pytest.mark.parametrize(
    "body", ["List-Unsubscribe=One-Click", "List-Unsubscribe=One-Click\r\n", "a=b&List-Unsubscribe=One-Click"]
)
def test_the_post_opts_out_without_cookie_redirect_or_token(provider, link, body):
    answer = provider.post(link, body, content_type=FORM)
    assert answer.status_code == 200
    assert not {"Location", "Set-Cookie"} & set(answer.headers)
    assert answer.cookies == {}
    event = Event.objects.get(pk=noor_now().last_event)
    assert (event.verb, event.source, event.actor_kind) == ("opt_out", "one_click", "provider_one_click")


def test_the_body_may_be_multipart(provider, link):
    assert provider.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert noor_now().standing == "opted_out"


def test_a_replay_is_answered_and_written_down_once(provider, link):
    before = Event.objects.count()
    assert {provider.post(link, "List-Unsubscribe=One-Click", content_type=FORM).status_code for _ in range(30)} == {
        200
    }
    assert Event.objects.count() == before + 1


def test_many_posts_from_one_network_are_all_heard(business):
    """Providers post from few addresses, so a valid link is never counted against one."""
    links = [unsubscribe_url(business, row.pk) for row in Address.objects.filter(business=business)]
    client = Client(SERVER_NAME=business.host, REMOTE_ADDR="203.0.113.5")
    for link in links * 8:
        assert client.post("/" + link.split("/", 3)[3], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Address.objects.filter(business=business, willing=True).exists()


def test_only_the_path_counts(provider, link, tom):
    body = "List-Unsubscribe=One-Click&email=tom.becker@example.net&token=v1.a.b.c&said=yes"
    provider.post(link, body, content_type=FORM)
    assert noor_now().standing == "opted_out"


def test_the_answer_to_a_mail_program_offers_no_undo(provider, link):
    assert not shows(provider.post(link, {"List-Unsubscribe": "One-Click"}), "Undo")
