"""Families merge, split, leave and come back; no choice is touched by any of it."""

import pytest

from saidyes.classes.merging import merge
from saidyes.consent.models import Address
from saidyes.families.adding import Person, add_guardian
from saidyes.families.archiving import set_active, set_archived
from saidyes.families.holding import give, take
from saidyes.families.merging import CannotMerge, merge_families, merge_guardians, split_off
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event

BY = {"actor": SYSTEM, "source": Source.OFFICE}


def stands(business) -> dict[str, tuple[str, bool, int]]:
    """Where every address of the school stands."""
    rows = Address.objects.filter(business=business)
    return {row.key: (row.standing, row.willing, row.version) for row in rows}


def test_c19_merged_families_keep_every_choice_and_the_chain_says_with_whom_it_went(business, tom, jonas):
    before = stands(business)
    merge_families(tom.family, jonas.family, **BY)
    assert stands(business) == before
    names = set(tom.family.guardians.values_list("first_name", flat=True))
    assert (names, jonas.family.students.count()) == ({"Tom", "Anja", "Jonas", "Hannah"}, 0)
    moved = Event.objects.filter(verb="association_changed", business_id=business.pk)
    assert {event.facts["to"] for event in moved} == {str(tom.family_id)}
    assert tom.family.guardians.filter(is_primary=True).count() == 1


def test_c19_an_address_that_both_use_is_one_row_and_its_no_stands(business, tom, noor):
    """Opted in there, opted out here, of one person: two addresses, each as it was."""
    give(noor, "tom.becker@example.net", **BY)
    before = stands(business)
    merge_families(tom.family, noor.family, **BY)
    assert stands(business) == before
    shared = Address.objects.get(business=business, key="tom.becker@example.net")
    assert (shared.standing, shared.holders.count()) == ("opted_out", 2)


def test_c19_one_person_written_down_twice_keeps_the_yes_that_was_theirs(business, noor, tom):
    double = add_guardian(tom.family, Person("Noor", "Haddad", address="noor@work.example"), **BY)
    before = stands(business)
    merge(tom.family, noor.family, same=[noor.pk], **BY)
    assert stands(business) == before
    assert set(double.held_addresses.values_list("address__key", flat=True)) == {
        "noor@work.example",
        "noor.haddad@example.com",
    }
    noor.refresh_from_db()
    assert (noor.active, noor.merged_into) == (False, double)


def test_c22_a_yes_stays_with_the_person_after_the_merge_until_that_person_leaves(business, noor, tom):
    double = add_guardian(tom.family, Person("Noor", "Haddad"), **BY)
    merge(tom.family, noor.family, same=[noor.pk], **BY)
    give(tom, "noor.haddad@example.com", **BY)
    assert stands(business)["noor.haddad@example.com"][0] == "opted_in"
    take(double.held_addresses.get(address__key="noor.haddad@example.com"), **BY)
    assert stands(business)["noor.haddad@example.com"][0] == "no_choice"


def test_two_log_ins_are_not_merged_into_one(tom, anja, portal_as):
    portal_as(tom)
    portal_as(anja)
    with pytest.raises(CannotMerge, match="two addresses"):
        merge_guardians(tom, anja, **BY)


def test_c19_a_guardian_who_gets_a_family_of_their_own_takes_the_addresses_along(business, dana):
    before = stands(business)
    new = split_off(dana, **BY)
    assert stands(business) == before
    dana.refresh_from_db()
    assert (dana.family, dana.is_primary) == (new, True)
    assert Guardian.objects.get(first_name="Emeka", business=business).is_primary


def test_a_family_is_not_merged_with_itself_nor_with_an_archived_one(tom, noor):
    with pytest.raises(CannotMerge):
        merge_families(tom.family, tom.family, **BY)
    set_archived(noor.family, archived=True, **BY)
    with pytest.raises(CannotMerge):
        merge_families(tom.family, noor.family, **BY)


def test_c21_an_archived_family_gets_nothing_and_comes_back_as_it_was(business, dana, send, theo, deliver, letters):
    before = stands(business)
    set_archived(dana.family, archived=True, **BY)
    send(theo)
    deliver()
    assert "dana.okafor@example.com" not in {letter["To"] for letter in letters()}
    assert len(letters()) == 2  # the Haddads and the Weisses
    set_archived(dana.family, archived=False, **BY)
    assert stands(business) == before


def test_c21_a_guardian_set_aside_keeps_the_choice_for_later(noor):
    set_active(noor, active=False, **BY)
    address = noor.held_addresses.get().address
    assert (address.standing, address.willing) == ("opted_in", False)
    set_active(noor, active=True, **BY)
    assert noor.held_addresses.get().address.willing
