"""A yes that waits counts once the mailbox confirms it, and only then."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.confirming import ask_by_link, end_what_ran_out
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import WordingKind
from saidyes.consent.suppressing import mark_as_spam
from saidyes.families.holding import give, prove
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from tests.portal.confirmations import asked, link_to_confirm, press
from tests.portal.visits import INFORMATION, answer, row_of, shows, sign_up


@pytest.fixture
def say(portal_as, business):
    """`say(dana, "yes", key)`: on the page of that address, behind her log-in."""

    def choose(guardian, said: str, key: str):
        address = row_of(key)
        page = f"{INFORMATION}email/{address.pk}/"
        return portal_as(guardian).post(page, answer(business, said, version=str(address.version)), follow=True)

    return choose


@pytest.fixture
def work(dana, say):
    """Dana's work address is hers, opted out, and nobody proved it. She says yes."""
    key = "dana@harborclinic.example"
    assert shows(say(dana, "yes", key), "Almost done. We sent an email to dana@harborclinic.example.")
    return row_of(key)


def test_t2_a_yes_for_an_address_nobody_proved_waits_and_one_mail_asks(work):
    assert (work.standing, work.waits, work.willing, asked(work)) == ("opted_out", True, False, 1)
    event = Event.objects.get(pk=work.asked)
    assert (event.verb, event.facts["old"], event.facts["new"]) == ("confirmation_asked", "opted_out", "opted_out")
    assert {"wording", "wording_sha256", "mail_wording"} <= event.facts.keys()


def test_t3_the_button_in_the_mail_makes_it_count_and_a_second_press_changes_nothing(client, work, dana):
    path = link_to_confirm(work)
    assert shows(client.get(path), "Get Email Blasts at this address?", "d•••@harborclinic.example")
    assert shows(press(client, path), "You are opted in")
    now = row_of(work.key)
    event = Event.objects.get(pk=now.last_event)
    assert (now.willing, now.waits, now.agreed_by) == (True, False, str(dana.pk))
    assert (event.actor_kind, event.source, event.facts["confirms"]) == (
        "mailbox",
        "confirmation_link",
        str(work.asked),
    )
    assert press(client, path).status_code == 200
    assert row_of(work.key).version == now.version
    assert client.cookies == {}


def test_nothing_happens_by_fetching_the_link_or_by_an_empty_post(client, work):
    path, before = link_to_confirm(work), Event.objects.count()
    assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
    assert [client.post(path).status_code, client.post(path, {"unsubscribe": "1"}).status_code] == [400, 400]
    assert (Event.objects.count(), row_of(work.key).waits) == (before, True)


def test_t4_after_14_days_the_link_says_so_and_the_wait_ends(client, work):
    path = link_to_confirm(work)
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1), tick=False):
        late = press(client, path)
        assert (late.status_code, shows(late, "A link to confirm works for 14 days.")) == (410, True)
        assert not row_of(work.key).waits
        assert (end_what_ran_out(), end_what_ran_out()) == (1, 0)
    ended = row_of(work.key)
    assert (ended.standing, ended.asked, ended.version) == ("opted_out", None, work.version + 1)
    assert Event.objects.filter(subject=f"address:{work.pk}").last().verb == "confirmation_ended"


def test_t4_a_newer_no_ends_the_wait_and_the_link_says_so(client, work, say, dana):
    path = link_to_confirm(work)
    say(dana, "no", work.key)
    late = press(client, path)
    assert (late.status_code, shows(late, "something about this choice has changed")) == (410, True)
    assert (row_of(work.key).standing, row_of(work.key).waits) == ("opted_out", False)


def test_t4_a_no_by_the_link_of_a_letter_ends_the_wait_however_often_it_was_used(client, business):
    key = "noor.haddad@example.com"
    leave = "/" + unsubscribe_url(business, row_of(key).pk).split("/", 3)[3]
    client.post(leave, {"unsubscribe": "yes"})
    ask_by_link(row_of(key), wording=wording_of(business, WordingKind.QUESTION), actor=Actor(ActorKind.MAILBOX))
    assert 'name="unsubscribe"' in client.get(leave).content.decode()
    assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (row_of(key).standing, row_of(key).waits) == ("opted_out", False)
    ask_by_link(row_of(key), wording=wording_of(business, WordingKind.QUESTION), actor=Actor(ActorKind.MAILBOX))
    client.post(leave, {"unsubscribe": "yes"})
    assert (press(client, link_to_confirm(row_of(key))).status_code, row_of(key).standing) == (410, "opted_out")


def test_a_newer_link_takes_the_place_of_an_older_one(client, work, say, dana):
    old = link_to_confirm(work)
    say(dana, "yes", work.key)
    assert (press(client, old).status_code, row_of(work.key).standing) == (410, "opted_out")
    press(client, link_to_confirm(work))
    assert row_of(work.key).willing


def test_a_forged_link_or_one_of_another_school_is_not_there(client, work, lakeside):
    path = link_to_confirm(work)
    assert press(client, f"{path[:-3]}xx/").status_code == 404
    assert press(Client(SERVER_NAME=lakeside.host), path).status_code == 404
    assert row_of(work.key).waits


def test_c20_at_a_shared_mailbox_a_yes_over_anothers_no_waits_for_the_mailbox(client, say, dana, emeka):
    key = row_of("dana@harborclinic.example").key
    prove(dana.held_addresses.get(address__key=key))
    say(dana, "no", key)
    give(emeka, key, actor=SYSTEM, source=Source.OFFICE, proved=True)
    assert shows(say(emeka, "yes", key), "Almost done.")
    assert (row_of(key).standing, row_of(key).waits) == ("opted_out", True)
    press(client, link_to_confirm(row_of(key)))
    assert (row_of(key).willing, row_of(key).agreed_by) == (True, str(emeka.pk))


def test_t11_only_the_guardians_own_confirmed_yes_lifts_a_spam_report(client, say, hannah):
    key = "h.weiss@oldmail.example"
    assert shows(say(hannah, "yes", key), "Almost done.")
    assert (row_of(key).suppressed, row_of(key).standing) == (True, "opted_out")
    press(client, link_to_confirm(row_of(key)))
    assert row_of(key).willing


def test_a_spam_report_after_the_yes_ends_the_wait_and_stays(client, work):
    path = link_to_confirm(work)
    mark_as_spam(work, reason="abuse", actor=Actor(ActorKind.PROVIDER_COMPLAINT), source=Source.FEEDBACK_LOOP)
    assert press(client, path).status_code == 410
    assert (row_of(work.key).standing, row_of(work.key).suppressed) == ("opted_out", True)


def test_t10_a_guardians_confirmed_yes_lifts_a_bounce_and_is_asked_once_a_week(client, say, luis):
    key = "ortega.family@example.com"
    assert shows(say(luis, "yes", key), "Almost done.")
    again = say(luis, "yes", key)
    assert (again.status_code, asked(row_of(key))) == (429, 1)
    press(client, link_to_confirm(row_of(key)))
    assert (row_of(key).willing, row_of(key).standing) == (True, "opted_in")


@pytest.fixture
def strict(business):
    business.confirmation = "always"
    business.save(update_fields=["confirmation"])
    return business


def test_where_every_yes_is_confirmed_signing_up_leaves_it_waiting(client, strict):
    sign_up(client, strict)
    address = row_of("kim.park@example.com")
    assert (address.standing, address.waits, asked(address)) == ("no_choice", True, 1)
    assert shows(client.get("/portal/welcome/"), "Waiting for confirmation", "Press Confirm in it to get Email Blasts.")
    press(client, link_to_confirm(address))
    assert row_of(address.key).willing
