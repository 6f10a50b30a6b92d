"""Who said yes to less has not said yes to more: the owner says so with a tick, and everybody is asked again."""

from urllib.parse import urlsplit

import pytest

from saidyes.consent.asking import question_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address, Ending
from saidyes.delivery import worker
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.office.test_wordings import publish
from tests.portal.confirmations import link_to_confirm, press


def turn_until_idle():
    while worker.turn():
        pass


def standings(school):
    return {one.key: one.standing for one in Address.objects.filter(business=school)}


def test_a_question_that_asks_for_more_ends_every_older_yes(office, marisol, business, lakeside):
    before, next_door = standings(business), standings(lakeside)
    publish(office(marisol), covers="meets, closures, camps, partners", widened="on")
    turn_until_idle()
    now = standings(business)
    assert "opted_in" not in now.values()
    assert {key for key, standing in now.items() if standing == "no_choice"} == {
        key for key, standing in before.items() if standing != "opted_out"
    }
    assert standings(lakeside) == next_door
    assert Event.objects.get(verb=Verb.WIDENED).actor_id == str(marisol.user_id)
    lapsed = Event.objects.filter(verb=Verb.LAPSE, business_id=business.pk)
    assert {event.facts["why"] for event in lapsed} == {"the question asks for more than it did"}
    assert not Ending.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"widened": "on", "preview": "yes", "publish": ""}])
def test_without_the_tick_or_without_publishing_every_yes_stays(office, marisol, business, typed):
    before = standings(business)
    browser = office(marisol)
    data = {key: value for key, value in typed.items() if value}
    browser.post("/office/settings/wordings/en/", {"seen": "1", **data}) if "preview" in data else publish(browser)
    turn_until_idle()
    assert standings(business) == before


def test_a_yes_to_the_new_words_stays(office, marisol, business, portal_as, emeka):
    publish(office(marisol), covers="everything", widened="on")
    row = emeka.held_addresses.select_related("address").get(is_primary=True).address
    words = business.wordings.filter(kind="question").latest("version")
    url = f"/portal/my-account/account-information/email/{row.pk}/"
    portal_as(emeka).post(url, {"said": "yes", "wording": str(words.pk), "version": str(row.version)})
    turn_until_idle()
    assert [key for key, standing in standings(business).items() if standing == "opted_in"] == [row.key]


def test_a_yes_to_less_that_waited_for_the_mailbox_never_counts(client, office, marisol, business, emeka):
    row = emeka.held_addresses.select_related("address__business").get(is_primary=True).address
    reader = Actor(ActorKind.MAILBOX, on_behalf_of=str(emeka.pk))
    ask_by_link(row, wording=question_of(business).wording, actor=reader)
    publish(office(marisol), covers="everything", widened="on")
    answer = press(client, link_to_confirm(row))  # before the worker has turned
    assert (answer.status_code, "something about this choice has changed since" in answer.content.decode()) == (
        410,
        True,
    )
    assert standings(business)[row.key] != "opted_in"
    turn_until_idle()
    row.refresh_from_db()
    assert not row.waits


def test_undo_brings_no_yes_to_less_back(client, office, marisol, business, dana):
    row = dana.held_addresses.select_related("address__business").get(is_primary=True).address
    link = urlsplit(unsubscribe_url(business, row.pk)).path
    left = client.post(link, {"unsubscribe": "yes"})
    publish(office(marisol), covers="everything", widened="on")
    assert client.post(link, {"undo": left.context["undo"]}).status_code == 409
    assert standings(business)[row.key] == "opted_out"
