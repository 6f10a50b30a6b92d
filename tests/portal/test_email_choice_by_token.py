"""“Change email choice” at the foot of a letter: a no acts at once, a yes asks for a log-in first."""

import pytest

from saidyes.consent.links import choice_url
from saidyes.ledger.models import Event
from tests.portal.visits import answer, row_of, shows


@pytest.fixture
def page(business):
    """`page(key)`: where the link in a letter to that address leads."""
    return lambda key: "/" + choice_url(business, row_of(key).pk).split("/", 3)[3]


def test_the_page_shows_the_question_for_that_one_address_and_nothing_else(client, page):
    shown = client.get(page("dana.okafor@example.com"))
    assert shows(shown, "How would you like to hear from us by email?", "d•••@example.com", "Opted in")
    assert not any(shows(shown, secret) for secret in ("dana.okafor", "Okafor", "harborclinic", "Emeka"))
    assert "csrfmiddlewaretoken" not in shown.content.decode()


def test_a_scanner_that_asks_for_the_head_alone_finds_the_page_and_changes_nothing(client, page):
    before = Event.objects.count()
    assert client.head(page("dana.okafor@example.com")).status_code == 200
    assert Event.objects.count() == before


def test_a_no_counts_at_once_and_keeps_the_words_that_were_read(client, business, page):
    done = client.post(page("dana.okafor@example.com"), answer(business, "no"))
    assert shows(done, "Saved", "d•••@example.com", "is now opted out of Email Blasts.", "Undo")
    event = Event.objects.get(pk=row_of("dana.okafor@example.com").last_event)
    assert (event.verb, event.actor_kind) == ("opt_out", "mailbox")
    assert event.facts["wording"] == answer(business, "no")["wording"]
    assert client.cookies == {}


def test_a_no_by_a_link_can_be_undone(client, business, page):
    done = client.post(page("dana.okafor@example.com"), answer(business, "no"))
    action = done.content.decode().partition('action="')[2].partition('"')[0]
    assert shows(client.post(action, {"undo": done.context["undo"]}), "You are opted in again")
    assert row_of("dana.okafor@example.com").standing == "opted_in"


def test_a_yes_where_yes_stands_is_told_so(client, business, page):
    assert shows(client.post(page("noor.haddad@example.com"), answer(business, "yes")), "already gets Email Blasts")


def test_an_empty_answer_is_asked_again(client, page):
    refused = client.post(page("noor.haddad@example.com"))
    assert refused.status_code == 422
    assert shows(refused, "Select yes or no to the email question")
    assert row_of("noor.haddad@example.com").standing == "opted_in"
