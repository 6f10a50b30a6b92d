"""A yes that is nobody's any more, or too old, goes back to no choice yet."""

from datetime import timedelta

import pytest
import time_machine

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.lapsing import lapse_what_is_too_old
from saidyes.delivery.dormancy import lapse_the_dormant
from saidyes.families.holding import give, replace, take
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from tests.delivery.acts import address_of

STAFF = {"actor": SYSTEM, "source": Source.OFFICE}
ONE_YEAR = timedelta(days=366)


@pytest.fixture
def in_a_year():
    with time_machine.travel(clock.now() + ONE_YEAR, tick=False):
        yield


def test_t14_a_yes_that_lasts_a_year_ends_after_a_year_and_another_schools_does_not(business, noor, iris, in_a_year):
    assert lapse_what_is_too_old() == 0
    Business.objects.filter(pk=business.pk).update(yes_lasts_months=12)
    assert lapse_what_is_too_old() > 0
    assert (address_of(noor).standing, address_of(iris).standing) == ("no_choice", "opted_in")
    event = Event.objects.get(pk=address_of(noor).last_event)
    assert (event.verb, event.source, event.facts["why"]) == ("lapse", "expiry", "a yes ends after 12 months")
    assert lapse_what_is_too_old() == 0


def test_a_yes_that_was_given_again_counts_from_then(business, choose, noor):
    Business.objects.filter(pk=business.pk).update(yes_lasts_months=12)
    with time_machine.travel(clock.now() + timedelta(days=200), tick=False):
        choose(noor, False)
        choose(noor, True)
    with time_machine.travel(clock.now() + ONE_YEAR, tick=False):
        lapse_what_is_too_old()
        assert address_of(noor).standing == "opted_in"


def test_t14_after_a_long_silence_a_yes_ends_but_not_where_a_blast_arrived(business, theo, send, deliver, noor, dana):
    Business.objects.filter(pk=business.pk).update(dormant_after_months=11)
    with time_machine.travel(clock.now() + timedelta(days=100), tick=False):
        give(noor, "noor@newmail.example", **STAFF)
        business.addresses.filter(pk=address_of(dana).pk).update(held=False)  # she gets no letter
        send(theo)
        deliver()
    with time_machine.travel(clock.now() + ONE_YEAR, tick=False):
        lapse_the_dormant()
        assert address_of(noor).standing == "opted_in"
        assert address_of(dana).standing == "no_choice"


def test_c22_a_yes_goes_with_the_person_who_gave_it(noor, emeka):
    address = address_of(noor)
    give(emeka, address.key, **STAFF)
    take(noor.held_addresses.get(), **STAFF)
    address.refresh_from_db()
    assert (address.standing, address.held, address.willing) == ("no_choice", True, False)


def test_c22_a_yes_that_waits_ends_with_the_person_who_gave_it(choose, emeka, tom):
    choose(emeka, True, proved=False, own=True)
    address = address_of(emeka)
    give(tom, address.key, **STAFF)
    take(emeka.held_addresses.get(), **STAFF)
    address.refresh_from_db()
    assert (address.waits, address.standing) == (False, "no_choice")
    assert Event.objects.filter(subject=f"address:{address.pk}", verb="confirmation_ended").count() == 1


def test_c18_a_new_address_carries_no_choice_and_the_old_one_keeps_its_own(noor, tom):
    old = {guardian: address_of(guardian) for guardian in (noor, tom)}
    for guardian in old:
        replace(guardian.held_addresses.get(), f"{guardian.first_name}@new.example", **STAFF)
        assert address_of(guardian).standing == "no_choice"
    for address in old.values():
        address.refresh_from_db()
    assert (old[noor].standing, old[tom].standing) == ("no_choice", "opted_out")
