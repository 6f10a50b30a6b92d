"""S1: never asked is not mailed; nor is a no, a bounce, or an address nobody uses."""

from django.db import transaction

from saidyes.consent import gate
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.suppressing import lift, suppress
from saidyes.families.archiving import set_active
from saidyes.families.holding import take
from saidyes.ledger.actors import SYSTEM, Source
from tests.delivery.acts import address_of


def all_of(business):
    return Address.objects.filter(business=business)


def keys(addresses):
    return {address.key for address in addresses}


def test_only_those_who_said_yes_pass(business):
    willing = keys(gate.only_willing(all_of(business)))
    assert willing == {"dana.okafor@example.com", "noor.haddad@example.com", "harbor.house@example.com"}


def test_the_others_are_counted_by_reason(business):
    assert gate.counts(all_of(business)) == {
        "willing": 3,
        "opted_out": 3,
        "no_choice": 1,
        "cant_deliver": 1,
        "not_held": 0,
    }


def test_the_verdict_names_the_event_it_relies_on(noor, tom):
    yes, no = address_of(noor), address_of(tom)
    with transaction.atomic():
        verdicts = gate.judge([yes.pk, no.pk])
    assert verdicts[yes.pk] == gate.Verdict(willing=True, event=yes.last_event)
    assert verdicts[no.pk] == gate.Verdict(willing=False, event=no.last_event, because="opted_out")


def test_a_suppression_blocks_until_it_is_lifted_and_leaves_the_choice_alone(noor):
    suppress(address_of(noor), SuppressionKind.BOUNCE, reason="5.1.1", actor=SYSTEM, source=Source.BOUNCE)
    suppress(address_of(noor), SuppressionKind.BOUNCE, reason="5.1.1", actor=SYSTEM, source=Source.BOUNCE)
    blocked = address_of(noor)
    assert (blocked.willing, blocked.standing, blocked.suppressions.count()) == (False, "opted_in", 1)
    lift(blocked, SuppressionKind.BOUNCE, actor=SYSTEM, source=Source.OFFICE)
    assert address_of(noor).willing


def test_a_lapsed_yes_is_no_choice_yet(noor, tom):
    for guardian in (noor, tom):
        lapse(address_of(guardian), reason="expired", actor=SYSTEM, source=Source.EXPIRY)
    assert (address_of(noor).standing, address_of(tom).standing) == ("no_choice", "opted_out")


def test_an_inactive_guardian_gets_nothing_and_stands_as_before_when_active_again(noor):
    set_active(noor, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert not address_of(noor).willing
    set_active(noor, active=True, actor=SYSTEM, source=Source.OFFICE)
    assert address_of(noor).willing


def test_a_yes_goes_with_the_person_who_said_it(jonas, anja):
    shared = address_of(jonas)
    assert shared == address_of(anja)
    take(jonas.held_addresses.get(address=shared), actor=SYSTEM, source=Source.OFFICE)
    shared.refresh_from_db()
    assert (shared.held, shared.standing) == (True, "no_choice")
