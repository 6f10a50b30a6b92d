"""D14: whoever was erased is known again, and gets no Email Blast until they, and an owner, say so."""

import pytest
from django.test import Client

from saidyes.classes import importing
from saidyes.common.signing import keys_path
from saidyes.consent.blocking import unblock
from saidyes.consent.models import Address, Tombstone
from saidyes.families.adding import Home, Person, add_household
from saidyes.ledger.actors import SYSTEM, Source
from tests.cast import HOST
from tests.classes.exports import YES, file_of, loaded, reed, remarks_of, standing_of
from tests.portal.confirmations import link_to_confirm, press
from tests.portal.visits import sign_up
from tests.retention.conftest import OWNER

NOORS = "noor.haddad@example.com"
ERASED_BEFORE = "This address was erased before, at the family’s wish: a file can’t opt it in"
BACK = {"Guardian 1 Email": "Noor.Haddad@Example.com"}


@pytest.fixture
def erased(noor, marisol, erased_by):
    erased_by(marisol, noor.family)
    assert Tombstone.objects.count() == 1
    return noor


def now_at(business) -> Address:
    return Address.objects.get(business=business, key=NOORS)


def test_a_file_that_says_yes_does_not_make_it_mailable_and_says_why(business, erased):
    foreseen = importing.foresee(importing.plan(file_of(reed(**YES, **BACK)), business, "export.csv"))
    outcome = loaded(business, reed(**YES, **BACK))
    assert remarks_of(foreseen) == remarks_of(outcome) == [("no_yes", 2, "Email Blast", ERASED_BEFORE)]
    address = now_at(business)
    assert (address.standing, address.suppressed, address.willing) == ("no_choice", True, False)
    assert address.suppressions.get().kind == "legal"


def test_a_file_that_only_has_the_address_again_says_so_too(business, erased):
    outcome = loaded(business, reed(**BACK))
    assert remarks_of(outcome) == [("noted", 2, "Email", ERASED_BEFORE)]
    assert now_at(business).suppressed
    assert standing_of(business, NOORS) == "no_choice"


def test_by_hand_it_is_blocked_as_well_and_next_door_it_is_not(business, lakeside, erased):
    for school in (business, lakeside):
        add_household(school, Person("Noor", "H", "", NOORS), Home(), actor=SYSTEM, source=Source.OFFICE)
    assert (now_at(business).suppressed, now_at(lakeside).suppressed) == (True, False)


def test_it_is_known_after_the_key_of_the_links_was_renewed(business, erased, settings):
    ring = keys_path().read_text()
    settings.SAIDYES_LINK_KEYS = ring[:-1] + ', ["beef", "' + "ab" * 32 + '"]]'
    add_household(business, Person("Noor", "H", "", NOORS), Home(), actor=SYSTEM, source=Source.OFFICE)
    assert now_at(business).suppressed


def test_their_own_confirmed_yes_and_an_owner_bring_it_back(business, erased, deliver, letters):
    sign_up(Client(SERVER_NAME=HOST), business, email=NOORS)
    assert (now_at(business).standing, now_at(business).waits) == ("no_choice", True)
    link = link_to_confirm(now_at(business))
    deliver()
    assert [one["To"] for one in letters()].count(NOORS) == 2  # a code, and the question whether the yes is meant
    press(Client(SERVER_NAME=HOST), link)
    assert (now_at(business).standing, now_at(business).willing) == ("opted_in", False)
    unblock(now_at(business).suppressions.get(), reason="They came back", actor=OWNER, source=Source.OFFICE)
    assert now_at(business).willing


def test_who_is_erased_twice_has_one_tombstone(business, erased, marisol, erased_by):
    again = add_household(business, Person("Noor", "H", "", NOORS), Home(), actor=SYSTEM, source=Source.OFFICE)
    erased_by(marisol, again)
    assert Tombstone.objects.count() == 1
    assert Address.objects.filter(key__startswith="erased:").count() == 2
