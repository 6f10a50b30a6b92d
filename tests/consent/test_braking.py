"""The brake: reports that come too many at once are written down, and wait for an owner."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from uuid_utils.compat import uuid7

from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.consent.braking import decide, heed, held
from saidyes.consent.knowing import address_for, addresses_for, set_all_held
from saidyes.consent.models import Address, Standing, Suppression, SuppressionKind
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

OWNER = Actor(ActorKind.OWNER, name="Marisol Vega")
NOON = datetime(2036, 3, 12, 12, tzinfo=UTC)  # long after the cast was set up


@pytest.fixture
def crowd(business):
    """Eighty more addresses in use: 5 % of them are few, so the 50 decide."""
    return known_as(business, "n", 80)


def known_as(business, name: str, count: int) -> list[Address]:
    spellings = [canonical(f"{name}{number}@reed.example") for number in range(count)]
    found = list(addresses_for(business, spellings, actor=SYSTEM, source=Source.OFFICE).values())
    set_all_held(found)
    return found


def report(address, kind=SuppressionKind.BOUNCE, letter=None) -> None:
    facts = {"letter": letter or f"recipient:{address.key}"}
    heed(address, kind, reason="550 5.1.1 No", actor=SYSTEM, source=Source.BOUNCE, facts=facts)


def reported_before(addresses) -> None:
    """As the same many bounces leave them, a moment ago, written down at once; the ledger says nothing of them."""
    now = clock.now()
    Suppression.objects.bulk_create(
        Suppression(business_id=one.business_id, address=one, kind=SuppressionKind.BOUNCE, event=uuid7(), set_at=now)
        for one in addresses
    )
    Address.objects.filter(pk__in=[one.pk for one in addresses]).update(suppressed=True)


def stopped(business) -> int:
    return Suppression.objects.filter(business=business, lifted_at=None, kind__in=["bounce", "complaint"]).count()


def test_the_fifty_first_within_an_hour_is_held(business, crowd):
    before = stopped(business)
    with time_machine.travel(NOON, tick=False):
        for address in crowd[:51]:
            report(address)
    assert stopped(business) - before == 50
    assert held(business.pk).count() == 1


def test_what_comes_slowly_is_never_held(business, crowd):
    with time_machine.travel(NOON, tick=False) as time:
        for address in crowd:
            report(address)
            time.shift(timedelta(minutes=2))
    assert held(business.pk).count() == 0


def test_of_a_large_school_more_can_be_borne(business, crowd):
    more = known_as(business, "m", 1_100)
    with time_machine.travel(NOON, tick=False):
        reported_before(crowd[:48])
        for address in crowd[48:59]:
            report(address)
    assert held(business.pk).count() == 0
    before = stopped(business) - 59
    share = 0.05 * business.addresses.filter(held=True).count()
    with time_machine.travel(NOON, tick=False):
        for address in more[:10]:
            report(address)
    assert share <= stopped(business) - before < share + 1


def test_once_on_the_brake_stays_on_until_somebody_decides(business, crowd):
    with time_machine.travel(NOON, tick=False) as time:
        reported_before(crowd[:48])
        for address in crowd[48:51]:
            report(address)
        time.shift(timedelta(hours=5))
        report(crowd[60])
    assert held(business.pk).count() == 2


def test_a_held_report_is_heard_once(business, crowd):
    with time_machine.travel(NOON, tick=False):
        reported_before(crowd[:48])
        for address in crowd[48:51]:
            report(address)
        report(crowd[50])
    assert held(business.pk).count() == 1


@pytest.fixture
def flood(business, crowd):
    with time_machine.travel(NOON, tick=False):
        reported_before(crowd[:47])
        for address in crowd[47:60]:
            report(address, SuppressionKind.COMPLAINT if address in crowd[55:] else SuppressionKind.BOUNCE)
    return crowd[:60]


def test_an_owner_who_believes_them_has_them_all_heeded(business, flood):
    before = stopped(business)
    assert len(decide(business, believed=True, actor=OWNER, source=Source.OFFICE)) == 10
    assert stopped(business) - before == 10
    flood[59].refresh_from_db()
    assert (flood[59].standing, flood[59].suppressed) == (Standing.OPTED_OUT, True)
    assert held(business.pk).count() == 0
    decided = Event.objects.filter(verb=Verb.REPORT_DECIDED)
    assert [event.facts["believed"] for event in decided] == [True] * 10


def test_an_owner_who_does_not_takes_the_whole_flood_back(business, flood):
    assert len(decide(business, believed=False, actor=OWNER, source=Source.OFFICE)) == 10
    ids = [address.pk for address in flood]
    assert business.addresses.filter(pk__in=ids, suppressed=True).count() == 0
    assert held(business.pk).count() == 0
    report(flood[48])
    assert business.addresses.filter(pk__in=ids, suppressed=True).count() == 0


def test_a_flood_next_door_is_no_concern_of_ours(business, lakeside, flood):
    theirs = address_for(lakeside, "x@reed.example", actor=SYSTEM, source=Source.OFFICE)
    report(theirs)
    theirs.refresh_from_db()
    assert theirs.suppressed
