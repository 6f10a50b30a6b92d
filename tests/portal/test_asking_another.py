"""Ask Emeka to choose: the question waits for his next log-in, and no mail is sent about it."""

from django.urls import reverse

from saidyes.consent.models import Address
from saidyes.families.holding import give
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.notices.models import Notice
from tests.portal.visits import INFORMATION, log_in, shows

ASKED = "Emeka will be asked at the next log-in, or when creating an account. We send no email about it."


def ask(browser, address):
    return browser.post(reverse("portal-ask-to-choose", args=[address.pk]), follow=True)


def times_asked(address) -> int:
    return Event.objects.filter(verb="choice_asked", subject=f"address:{address.pk}").count()


def test_the_question_waits_for_the_next_log_in(portal_as, by_code, dana, emeka):
    by_code(emeka)
    second = give(emeka, "emeka@work.example", actor=SYSTEM, source=Source.OFFICE).address
    browser = portal_as(dana)
    page = reverse("portal-email-choice", args=[second.pk])
    assert shows(browser.get(page), "Ask Emeka to choose")
    letters = Notice.objects.count()
    assert browser.get(INFORMATION).content.decode().count("Ask Emeka") == 2
    for _ in range(2):
        assert shows(ask(browser, second), ASKED)
    assert (times_asked(second), Notice.objects.count() - letters) == (1, 0)
    assert browser.get(INFORMATION).content.decode().count("Ask Emeka") == 1
    arrived = log_in(browser, "emeka.okafor@example.org", "/portal/my-account/statements/")
    assert arrived.headers["Location"] == page


def test_nobody_is_asked_after_an_answer(portal_as, business, dana):
    """Neither over a yes nor after an opt-out."""
    answered = Address.objects.exclude(standing="no_choice").filter(holders__guardian=dana)
    for address in answered:
        ask(portal_as(dana), address)
    assert {times_asked(address) for address in answered} == {0}


def test_of_another_family_nobody_can_be_asked(portal_as, dana, noor):
    theirs = noor.held_addresses.get().address
    assert ask(portal_as(dana), theirs).status_code == 404
    assert times_asked(theirs) == 0
