import pytest

from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, TooLateToUndo
from saidyes.consent.models import Address, WordingKind
from saidyes.consent.unsubscribing import Leaver, undo, undo_token, unsubscribe
from saidyes.families.holding import evidence_of, give, mailbox_at, mailbox_of, prove, replace, take
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice

STAFF = {"actor": SYSTEM, "source": Source.OFFICE}


def primary(guardian):
    return guardian.held_addresses.select_related("address").get(is_primary=True)


def test_a_new_address_starts_at_no_choice_yet_and_nothing_is_carried_over(noor):
    new = replace(primary(noor), "noor@newmail.example", **STAFF)
    old = Address.objects.get(business=noor.business, key="noor.haddad@example.com")
    assert (new.address.standing, new.is_primary) == ("no_choice", True)
    assert (old.held, old.willing) == (False, False)


def test_the_old_address_is_told_of_the_change(noor):
    replace(primary(noor), "noor@newmail.example", **STAFF)
    notice = Notice.objects.get(kind="address_changed")
    assert (notice.to_address, notice.data["new"]) == ("noor.haddad@example.com", "noor@newmail.example")


def test_another_spelling_of_the_same_address_changes_nothing_but_the_spelling(noor):
    held = replace(primary(noor), "Noor.Haddad@example.com", **STAFF)
    address = Address.objects.get(pk=held.address_id)
    assert (address.spelling, address.willing) == ("Noor.Haddad@example.com", True)
    assert not Notice.objects.filter(kind="address_changed").exists()


def test_an_address_known_to_have_said_no_keeps_its_no_for_a_new_guardian(emeka):
    held = give(emeka, "tom.becker@example.net", **STAFF)
    assert held.address.standing == "opted_out"


def test_taking_the_primary_address_makes_the_next_one_primary(dana):
    take(primary(dana), **STAFF)
    assert primary(dana).address.key == "dana@harborclinic.example"


def test_an_undo_brings_no_yes_back_once_its_guardian_is_gone(noor, emeka):
    """Whoever is given the address next has not agreed."""
    address = primary(noor).address
    leaver = Leaver(address, None)
    left = unsubscribe(leaver, actor=SYSTEM, source=Source.UNSUBSCRIBE_PAGE)
    take(primary(noor), **STAFF)
    with pytest.raises(TooLateToUndo):
        undo(leaver, undo_token(left), actor=SYSTEM)
    give(emeka, address.spelling, **STAFF)
    address.refresh_from_db()
    assert (address.standing, address.willing) == ("opted_out", False)


def test_a_yes_that_came_as_its_guardian_left_is_nobody_elses(noor, emeka):
    address, actor = primary(noor).address, Actor(ActorKind.GUARDIAN, on_behalf_of=str(noor.pk))
    take(primary(noor), **STAFF)
    words = wording_of(noor.business, WordingKind.QUESTION)
    evidence = Evidence(proved=True)  # asked before the address was taken
    record_choice(address, said_yes=True, wording=words, actor=actor, source=Source.PORTAL, evidence=evidence)
    given = give(emeka, address.spelling, **STAFF)
    address.refresh_from_db()
    assert (given.address.standing, address.standing, address.willing) == ("no_choice", "no_choice", False)


def test_giving_and_taking_stand_in_the_ledger(emeka):
    held = give(emeka, "emeka@work.example", **STAFF)
    subject = f"address:{held.address_id}"
    take(held, **STAFF)
    verbs = list(Event.objects.filter(subject=subject).order_by("seq").values_list("verb", flat=True))
    assert verbs == [Verb.ADDRESS_ADDED, Verb.ADDRESS_GIVEN, Verb.ADDRESS_TAKEN]


def test_an_address_taken_twice_at_once_is_taken_once(emeka):
    held = give(emeka, "emeka@work.example", **STAFF)
    take(HeldAddress.objects.get(pk=held.pk), **STAFF)
    take(held, **STAFF)
    assert Event.objects.filter(subject=f"address:{held.address_id}", verb=Verb.ADDRESS_TAKEN).count() == 1


def test_notices_go_to_the_primary_address_of_the_primary_guardian(dana):
    mailbox = mailbox_of(dana.family)
    assert (mailbox.address, mailbox.name) == ("dana.okafor@example.com", "Dana Okafor")
    assert "/portal/email-choice/v1." in mailbox.choice_url


def test_a_guardian_shows_that_an_address_is_theirs_and_that_they_read_it(dana, emeka):
    held = primary(dana)
    assert evidence_of(dana, held.address_id) == Evidence(own=True)
    prove(held)
    assert evidence_of(dana, held.address_id) == Evidence(own=True, proved=True)
    assert evidence_of(emeka, held.address_id) == Evidence()


def test_a_log_in_goes_with_the_address_it_is_made_by(noor, portal_as):
    browser = portal_as(noor)
    assert browser.get("/portal/my-account/").status_code == 200
    replace(primary(noor), "noor@newmail.example", **STAFF)
    assert browser.get("/portal/my-account/").status_code == 403
    noor.refresh_from_db()
    assert noor.user is None


def test_the_footer_of_a_notice_leads_to_the_choice_but_never_after_an_opt_out(noor, emeka, tom):
    assert [bool(mailbox_at(primary(one)).choice_url) for one in (noor, emeka, tom)] == [True, True, False]
