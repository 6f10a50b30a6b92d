"""S5: a customer with a login changes the choice of each address, at any time."""

import pytest

from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import Address, WordingKind
from saidyes.families.holding import give, make_primary, prove
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.portal.email_choice.history import WAYS
from tests.portal.visits import INFORMATION, answer, row_of, shows


def page_of(address: Address) -> str:
    return f"{INFORMATION}email/{address.pk}/"


@pytest.fixture
def work(dana) -> Address:
    """Dana's second address, opted out; she showed that she reads it."""
    held = dana.held_addresses.get(address__key="dana@harborclinic.example")
    prove(held)
    return held.address


def opt_outs(row: Address) -> int:
    return Event.objects.filter(subject=f"address:{row.pk}", verb="opt_out").count()


def test_s5_every_address_of_the_family_is_listed_with_its_badge(portal_as, dana):
    page = portal_as(dana).get(INFORMATION)
    assert shows(page, "dana.okafor@example.com", "Opted in", "dana@harborclinic.example", "Opted out")
    assert shows(page, "emeka.okafor@example.org", "No choice yet", "Ask Emeka", "(503) 555-0188")
    assert shows(page, "always go to the Log In address, whatever you choose here.")


def test_s5_one_address_is_changed_and_the_others_stay(portal_as, business, dana, work):
    browser = portal_as(dana)
    assert shows(browser.get(page_of(work)), "Email Blast choice", "dana@harborclinic.example", "Opted out")
    saved = browser.post(page_of(work), answer(business, "yes", version=str(work.version)), follow=True)
    assert shows(saved, "Saved. dana@harborclinic.example is now opted in to Email Blasts.")
    assert row_of("dana@harborclinic.example").standing == "opted_in"
    assert row_of("dana.okafor@example.com").standing == "opted_in"


def test_s5_a_no_is_recorded_with_who_when_and_which_words(portal_as, business, dana):
    browser, row = portal_as(dana), row_of("dana.okafor@example.com")
    saved = browser.post(page_of(row), answer(business, "no", version="0"), follow=True)
    assert shows(saved, "Saved. dana.okafor@example.com is now opted out of Email Blasts.")
    event = Event.objects.get(pk=row_of("dana.okafor@example.com").last_event)
    assert (event.verb, event.source, event.on_behalf_of) == ("opt_out", "portal_account", str(dana.pk))
    assert event.facts["wording"] == answer(business, "no")["wording"]


@pytest.mark.parametrize("junk", [{"version": "abc"}, {"version": str(2**70)}, {"wording": "abc"}])
def test_no_junk_beside_it_keeps_a_no_from_counting(portal_as, dana, junk):
    browser, row = portal_as(dana), row_of("dana.okafor@example.com")
    assert browser.post(page_of(row), {"said": "no", **junk}).status_code == 302
    assert row_of("dana.okafor@example.com").standing == "opted_out"


def test_the_present_choice_is_selected_and_nothing_where_there_is_none(portal_as, dana, emeka):
    page = portal_as(dana).get(page_of(row_of("dana.okafor@example.com"))).content.decode()
    assert page.count("checked") == 1
    assert 'value="yes"' in page.partition("checked")[0].rpartition("<input")[2]
    assert "checked" not in portal_as(emeka).get(page_of(row_of("emeka.okafor@example.org"))).content.decode()


def test_a_stale_yes_is_asked_again_and_a_stale_no_counts(portal_as, business, dana, work):
    browser, row = portal_as(dana), row_of("dana.okafor@example.com")
    shown = str(row.version)
    actor = Actor(ActorKind.MAILBOX)
    wording = wording_of(business, WordingKind.UNSUBSCRIBE_PAGE)
    record_choice(row, said_yes=False, wording=wording, actor=actor, source=Source.UNSUBSCRIBE_PAGE)
    again = browser.post(page_of(row), answer(business, "yes", version=shown))
    assert again.status_code == 409
    assert shows(again, "This choice was changed a moment ago. Look again before you save.")
    assert row_of(row.key).standing == "opted_out"
    assert browser.post(page_of(row), answer(business, "no", version=shown)).status_code == 302
    now = str(row_of(row.key).version)
    assert browser.post(page_of(row), answer(business, "yes", version=now)).status_code == 302
    assert row_of(row.key).standing == "opted_in"


def test_a_guardian_says_no_but_never_yes_for_the_other_parent(portal_as, business, dana):
    browser, row = portal_as(dana), row_of("emeka.okafor@example.org")
    page = browser.get(page_of(row))
    assert shows(page, "Only Emeka can say yes for this address", "Opt this address out")
    assert 'type="radio"' not in page.content.decode()
    assert browser.post(page_of(row), answer(business, "yes", version=str(row.version))).status_code == 403
    assert row_of(row.key).standing == "no_choice"
    assert browser.post(page_of(row), answer(business, "no")).status_code == 302
    assert row_of(row.key).standing == "opted_out"


def test_another_familys_address_is_not_there(portal_as, business, dana):
    browser = portal_as(dana)
    for key in ("tom.becker@example.net", "iris.lakewood@example.com"):
        row = Address.objects.get(key=key)
        assert browser.get(page_of(row)).status_code == 404
        assert browser.post(page_of(row), answer(business, "no")).status_code == 404
        assert opt_outs(row) == (1 if key.startswith("tom") else 0)


def test_no_other_field_of_the_form_changes_anything(portal_as, business, dana):
    browser, row = portal_as(dana), row_of("emeka.okafor@example.org")
    forged = {"proved": "1", "standing": "opted_in", "actor": "staff", "consent": "in", "address": str(row.pk)}
    browser.post(f"{INFORMATION}contact/", {**forged, "said": "yes"})
    browser.post(page_of(row), {**answer(business, "yes"), **forged})
    assert row_of(row.key).standing == "no_choice"


def test_the_choices_so_far_say_you_and_name_nobody_of_another_family(portal_as, business, anja, jonas):
    row = row_of("harbor.house@example.com")  # the Beckers and the Weisses share it; Jonas said yes
    own = give(anja, "anja@example.com", actor=SYSTEM, source=Source.OFFICE)
    make_primary(own)
    assert shows(portal_as(jonas).get(page_of(row)), "You opted in", "in My Account")
    page = portal_as(anja).get(page_of(row))
    assert shows(page, "Another user of this address opted in")
    assert not shows(page, "Jonas")


def test_every_way_in_has_a_name_for_families():
    assert set(WAYS) == set(Source)
