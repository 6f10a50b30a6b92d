"""S4: a family creates its account; what is stored, and for whom."""

import pytest

from saidyes.accounts.arriving import user_of
from saidyes.consent.asking import question_of
from saidyes.consent.models import Address
from saidyes.families.adding import Home, Person
from saidyes.families.holding import give
from saidyes.families.joining import join
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event

HOME = Home("5 Pier Road", "Astoria", "OR", "97103")
AT_HOME = Actor(ActorKind.GUARDIAN, ip="198.51.100.7", user_agent="Phone")


@pytest.fixture
def sign_up(business):
    def sign_up_as(first_name, last_name, address, said_yes=True, at=business):
        person = Person(first_name, last_name, "+15035550100", address)
        return join(at, person, HOME, said_yes=said_yes, wording=question_of(at).wording, actor=AT_HOME)

    return sign_up_as


def address(business, key) -> Address:
    return Address.objects.get(business=business, key=key)


def test_a_new_family_is_stored_with_its_choice(sign_up, business):
    joined = sign_up("Ana", "Reyes", "Ana@Example.com")
    assert joined.is_new
    assert joined.guardian.family.physical_address == "5 Pier Road, Astoria, OR 97103"
    assert address(business, "ana@example.com").willing
    assert joined.guardian.held_addresses.get().proved_at is not None
    event = Event.objects.get(pk=address(business, "ana@example.com").last_event)
    assert (event.source, event.on_behalf_of) == ("registration", str(joined.guardian.pk))
    assert event.private["ip"] == "198.51.100.7"


def test_a_no_makes_the_same_account(sign_up, business):
    joined = sign_up("Ana", "Reyes", "ana@example.com", said_yes=False)
    assert joined.guardian.family.guardians.get() == joined.guardian
    assert address(business, "ana@example.com").standing == "opted_out"


def test_an_address_that_has_a_login_only_logs_in(sign_up, business):
    first = sign_up("Ana", "Reyes", "ana@example.com")
    again = sign_up("Somebody", "Else", "ana@example.com", said_yes=False)
    assert (again.guardian, again.is_new) == (first.guardian, False)
    assert Guardian.objects.get(pk=first.guardian.pk).name == "Ana Reyes"
    assert address(business, "ana@example.com").standing == "opted_out"


def test_an_imported_guardian_keeps_what_the_office_wrote(sign_up, noor):
    joined = sign_up("N.", "H.", "noor.haddad@example.com", said_yes=False)
    assert joined.guardian == noor
    assert Guardian.objects.get(pk=noor.pk).name == "Noor Haddad"


def test_of_two_who_share_an_address_the_typed_name_is_meant(sign_up, anja, jonas):
    assert sign_up("jonas", "WEISS", "harbor.house@example.com").guardian == jonas


def test_nobody_becomes_the_other_one_who_shares_their_address(sign_up, anja, jonas):
    """Anja logs in already, so that only Jonas at their mailbox has no log-in: it must not become hers."""
    give(anja, "anja@example.net", actor=AT_HOME, source=Source.OFFICE)
    anja.user = user_of("anja@example.net", name="Anja Becker")
    anja.save()
    joined = sign_up("Anja", "Becker", "harbor.house@example.com")
    assert joined.guardian.family not in (anja.family, jonas.family)
    assert joined.guardian.family.possible_double
    jonas.refresh_from_db()
    assert jonas.user is None


def test_an_unknown_name_at_a_shared_address_becomes_a_possible_double_family(sign_up, business):
    families = Family.objects.count()
    joined = sign_up("Kim", "Stone", "harbor.house@example.com")
    assert Family.objects.count() == families + 1
    assert joined.guardian.family.possible_double


def test_after_a_spam_report_the_account_is_made_and_the_yes_waits_for_the_mailbox(sign_up, hannah):
    joined = sign_up("Hannah", "Weiss", "h.weiss@oldmail.example")
    assert joined.guardian == hannah
    row = address(hannah.business, "h.weiss@oldmail.example")
    assert (joined.refused, row.standing, row.waits) == ("", "opted_out", True)


def test_the_same_person_is_a_guardian_in_two_schools(sign_up, lakeside):
    here = sign_up("Ana", "Reyes", "ana@example.com")
    there = sign_up("Ana", "Reyes", "ana@example.com", said_yes=False, at=lakeside)
    assert (here.user, here.guardian == there.guardian) == (there.user, False)
    assert address(here.guardian.business, "ana@example.com").standing == "opted_in"
    assert address(lakeside, "ana@example.com").standing == "opted_out"


def test_family_numbers_go_on_from_the_highest(sign_up, business):
    highest = business.families.order_by("-number").first().number
    assert sign_up("Ana", "Reyes", "ana@example.com").guardian.family.number == highest + 1
