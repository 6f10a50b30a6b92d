"""The mail about a yes that staff wrote down: whoever never agreed takes it back, without a log-in."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from saidyes.common import clock
from saidyes.consent.links import take_back_url
from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import CHOICES
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice
from tests.cast import NEXT_DOOR
from tests.office.evidence_acts import signed_yes
from tests.office.test_families_address import EMEKAS, TOLD, as_shown
from tests.office.test_families_address import url_of as form_of
from tests.portal.visits import answer

YES = {"take_back": "yes"}
KEY = "signed@example.com"


@pytest.fixture
def emekas(emeka):
    return signed_yes(emeka)


@pytest.fixture
def url(business, emekas):
    return path_of(business, emekas)


def path_of(business, event):
    return "/portal/" + take_back_url(business, address().pk, event.pk).partition("/portal/")[2]


def address():
    return Address.objects.get(key=KEY)


def choices():
    return list(Event.objects.filter(subject=f"address:{address().pk}", verb__in=CHOICES).order_by("seq"))


def test_the_mail_leads_to_a_page_that_says_what_was_written_down(office, priya, emeka, client):
    held = emeka.held_addresses.select_related("address", "guardian").get(is_primary=True)
    office(priya).post(form_of(held), {**as_shown(held), **TOLD, "subscribe": "on"})
    notice = Notice.objects.get(kind=Kind.STAFF_OPTED_YOU_IN)
    path = "/portal/take-back/" + notice.data["undo_url"].partition("/portal/take-back/")[2]
    page = client.get(path).content.decode()
    for text in ("Priya Nair", "In person: Asked at the front desk", "e•••@example.org", "I did not agree"):
        assert text in page
    assert EMEKAS not in page
    client.post(path, YES)
    assert Address.objects.get(key=EMEKAS).standing == "opted_out"


def test_looking_changes_nothing_and_only_the_button_counts(client, url):
    for ask in (client.get, client.head, client.post, lambda path: client.post(path, {"unsubscribe": "yes"})):
        assert ask(url).status_code in (200, 400)
    assert (address().standing, len(choices())) == ("opted_in", 1)


def test_the_button_opts_out_and_says_which_yes_was_doubted(client, url, emekas):
    done = client.post(url, YES)
    assert (done.status_code, "It is taken back" in done.content.decode()) == (200, True)
    assert "set-cookie" not in {name.lower() for name in done.headers}
    assert address().standing == "opted_out"
    event = choices()[-1]
    assert (event.verb, event.source, event.actor_kind) == ("opt_out", "take_back", "mailbox")
    assert event.facts["doubts"] == str(emekas.pk)


def test_pressed_again_it_says_the_same_and_writes_nothing_more(client, url):
    for _ in range(3):
        assert "It is taken back" in client.post(url, YES).content.decode()
    assert "It is taken back" in client.get(url).content.decode()
    assert len(choices()) == 2


def test_it_can_never_opt_anybody_in(client, url):
    client.post(url, YES)
    page = client.get(url).content.decode()
    assert "opt me back in" not in page.lower()
    for forged in ({"undo": "1"}, {"said": "yes"}, {"take_back": "no", "undo": url}):
        client.post(url, {**YES, **forged})
    assert address().standing == "opted_out"


def test_after_thirty_days_it_offers_the_unsubscribe_link_instead(client, url):
    with time_machine.travel(clock.now() + timedelta(days=31)):
        late = client.post(url, YES)
        assert (late.status_code, "/portal/unsubscribe/v1." in late.content.decode()) == (409, True)
        assert client.get(url).status_code == 200
    assert address().standing == "opted_in"


def test_a_choice_of_their_own_since_then_stands(client, url, business, portal_as, emeka):
    held = emeka.held_addresses.get(address__key=KEY)
    held.proved_at = clock.now()
    held.save()
    browser = portal_as(emeka)
    own = f"/portal/my-account/account-information/email/{held.address_id}/"
    assert browser.post(own, answer(business, "no", version="1")).status_code == 302
    assert browser.post(own, answer(business, "yes", version="2")).status_code == 302
    assert client.post(url, YES).status_code == 409
    assert (address().standing, len(choices())) == ("opted_in", 3)


def test_staff_see_that_they_never_agreed(client, url, office, priya, emeka):
    client.post(url, YES)
    held = emeka.held_addresses.get(address__key=KEY)
    page = office(priya).get(f"/office/families/{emeka.family_id}/?history={held.pk}").content.decode()
    assert "Never agreed" in page


@pytest.mark.parametrize("spoil", [lambda t: t[:-3] + "xx/", lambda t: t.replace("take-back", "unsubscribe")])
def test_a_link_that_was_not_made_here_gets_the_way_to_a_fresh_one(client, url, spoil):
    lost = client.post(spoil(url), {**YES, "unsubscribe": "yes"})
    assert (lost.status_code, "This link does not work any more" in lost.content.decode()) == (404, True)
    assert address().standing == "opted_in"


def test_the_link_says_nothing_next_door(url):
    assert Client(SERVER_NAME=NEXT_DOOR).post(url, YES).status_code == 404
    assert (address().standing, len(choices())) == ("opted_in", 1)
