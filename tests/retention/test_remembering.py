"""A-15 for erasures: who was erased after a backup is erased once more when it is restored."""

import json

from saidyes.consent import journal
from saidyes.consent.models import Address, Tombstone
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.retention.remembering import erase_again
from tests.delivery.acts import address_of


def lines_of_a_future(family, address) -> None:
    """What the journal holds of an erasure that the database has forgotten."""
    forgotten = "01890000-0000-7000-8000-00000000000{}"
    base = {"business": str(family.business_id), "kind": "", "at": "2026-11-23T00:00:00+00:00", "family": ""}
    gone = {**base, "event": forgotten.format(1), "address": str(address.pk), "digest": "abc", "verb": "erased"}
    whole = {**base, "event": forgotten.format(2), "address": "", "digest": "", "verb": "family_erased"}
    for line in (gone, {**whole, "family": str(family.pk)}):
        journal._append(json.dumps(line) + "\n")


def test_the_journal_names_the_erased_by_numbers_alone(noor, marisol, erased_by):
    address = address_of(noor)
    before = len(list(journal.lines()))
    erased_by(marisol, noor.family)
    lapsed, gone, family = list(journal.lines())[before:]
    assert (gone.verb, gone.address, gone.digest) == ("erased", str(address.pk), Tombstone.objects.get().digest)
    assert (family.verb, family.family, family.address) == ("family_erased", str(noor.family_id), "")
    assert lapsed.verb == "lapse"  # the yes ended with whoever gave it
    assert "haddad" not in json.dumps([vars(line) for line in (lapsed, gone, family)]).lower()


def test_a_forgotten_erasure_is_done_once_more(noor):
    lines_of_a_future(noor.family, address_of(noor))
    assert erase_again() == 1
    family = Family.objects.get(pk=noor.family_id)
    assert (family.name, family.archived_at is not None) == ("Erased", True)
    assert not Address.objects.filter(key="noor.haddad@example.com").exists()
    told = Event.objects.get(subject=f"family:{family.pk}", verb="family_erased")
    assert (told.source, told.facts["at"]) == ("restore", "2026-11-23T00:00:00+00:00")
    assert erase_again() == 0


def test_of_a_family_that_came_after_the_backup_the_tombstone_stays(business, noor):
    family = Family(pk=business.pk, business=business)
    lines_of_a_future(family, Address(pk=business.pk))
    assert erase_again() == 0
    assert Tombstone.objects.get().digest == "abc"


def test_what_the_database_knows_is_not_erased_again(noor, marisol, erased_by):
    erased_by(marisol, noor.family)
    before = Event.objects.count()
    assert erase_again() == 0
    assert Event.objects.count() == before
