"""Staff put the question to whoever reads an address, for their next log-in. It is advertising to nobody: no mail."""

import pytest
from django.urls import reverse

from saidyes.businesses.models import Confirmation
from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import WordingKind
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice

BUTTON = "Ask Emeka to choose"
WAITS = "Emeka will be asked at the next log-in."


@pytest.fixture
def emekas(emeka):
    return emeka.held_addresses.select_related("address").get()


def page_of(browser, held) -> str:
    return browser.get(reverse("office-family", args=[held.guardian.family_id])).content.decode()


def ask(browser, held):
    path = reverse("office-address-ask", args=[held.guardian.family_id, held.guardian_id, held.pk])
    return browser.post(path, follow=True).content.decode()


def asked(held):
    return Event.objects.filter(verb=Verb.CHOICE_ASKED, subject=f"address:{held.address_id}")


def test_an_address_without_a_choice_is_asked_once_and_it_stands_in_its_history(office, priya, emekas):
    browser = office(priya)
    assert BUTTON in page_of(browser, emekas)
    assert f"{WAITS} We send no email about it." in ask(browser, emekas)
    assert "There is nothing to ask" in ask(browser, emekas)
    page = page_of(browser, emekas)
    assert (BUTTON in page, WAITS in page) == (False, True)
    assert "Asked to choose at the next log-in" in page_of_history(browser, emekas)
    event = asked(emekas).get()
    assert (event.actor_id, event.source) == (str(priya.user_id), "office_portal")
    assert not Notice.objects.exists()


def page_of_history(browser, held) -> str:
    path = reverse("office-family", args=[held.guardian.family_id])
    return browser.get(f"{path}?history={held.pk}").content.decode()


def test_nobody_is_asked_after_an_answer(office, priya, dana):
    """Neither over a yes nor after a no."""
    browser = office(priya)
    answered = dana.held_addresses.exclude(address__standing="no_choice").select_related("guardian", "address")
    assert "Ask Dana to choose" not in page_of(browser, answered[0])
    for held in answered:
        assert "There is nothing to ask" in ask(browser, held)
        assert not asked(held).exists()


def test_while_a_yes_waits_for_its_mailbox_there_is_no_button(office, priya, business, emekas):
    business.confirmation = Confirmation.ALWAYS
    business.save()
    told = {"how": "in_person", "agreed_at": clock.now(), "said": "Asked at the front desk"}
    actor, words = Actor(ActorKind.STAFF), wording_of(business, WordingKind.STAFF_TICK)
    given = {"wording": words, "actor": actor, "source": Source.OFFICE, "evidence": Evidence(**told)}
    record_choice(emekas.address, said_yes=True, **given)
    assert BUTTON not in page_of(office(priya), emekas)


def test_an_auditor_has_no_button(office, ines, emekas):
    assert BUTTON not in page_of(office(ines), emekas)
