"""For a link that was cut off on its way: whoever types an address changes nothing."""

import html

import pytest
from django.test import Client

from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from saidyes.notices.models import Notice
from tests.portal.visits import shows

ASK = "/portal/unsubscribe/"


def test_the_answer_is_the_same_for_every_address_and_nothing_changes(business):
    browser = Client(SERVER_NAME=business.host, enforce_csrf_checks=True)
    before = Event.objects.count()
    addresses = ("noor.haddad@example.com", "tom.becker@example.net", "nobody@example.com", "iris.lakewood@example.com")
    answers = {browser.post(ASK, {"email": address}).content for address in addresses}
    assert len(answers) == 1
    assert "If that address gets Email Blasts, a new unsubscribe link is on its way to it." in answers.pop().decode()
    assert [(notice.kind, notice.to_key) for notice in Notice.objects.all()] == [("unsubscribe_link", addresses[0])]
    assert Event.objects.count() == before
    assert browser.cookies == {}


def test_the_new_link_works(client, business):
    client.post(ASK, {"email": "Noor.Haddad@Example.com"})
    url = Notice.objects.get().data["url"]
    assert url.startswith("http://tidewater.localhost")
    client.post("/" + url.split("/", 3)[3], {"unsubscribe": "yes"})
    assert Address.objects.get(key="noor.haddad@example.com").standing == "opted_out"


def test_nobodys_mailbox_is_filled(business):
    for number in range(10):
        browser = Client(SERVER_NAME=business.host, REMOTE_ADDR=f"203.0.113.{number}")
        assert browser.post(ASK, {"email": "noor.haddad@example.com"}).status_code == 200
    assert Notice.objects.count() == 3


@pytest.mark.parametrize("typed", ["", "noor@", "a@example.com,b@example.com", "a@example.com\r\nBcc: x@example.com"])
def test_what_is_no_address_is_given_back(client, typed):
    refused = client.post(ASK, {"email": typed})
    assert refused.status_code == 422
    assert shows(refused, "Enter an email address, like name@example.com")


def test_who_comes_for_a_link_reads_of_no_broken_one_and_goes_on_in_the_language_asked_for(client, business):
    broken, asked = client.get(ASK), client.get(f"{ASK}?new=1")
    assert shows(broken, "This link does not work any more")
    assert shows(asked, "A link to unsubscribe", "Send me a link")
    assert not shows(asked, "does not work any more")
    spanish = client.get(f"{ASK}?new=1&language=es")
    action = html.unescape(spanish.content.decode().partition('action="')[2].partition('"')[0])
    assert shows(client.post(action, {"email": ""}), "Un enlace para cancelar la suscripción")
