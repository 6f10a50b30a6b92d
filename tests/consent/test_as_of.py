"""Where an address stood at any instant, from its events alone; and that they say the same as its row does now."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from saidyes.consent.as_of import by_its_events, everyone_then, thens_of
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.suppressing import lift, suppress
from saidyes.families.archiving import set_active
from saidyes.families.holding import give, take
from saidyes.ledger.actors import SYSTEM, Source
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of

T = datetime(2027, 3, 3, 15, 42, tzinfo=UTC)
NOOR = "noor.haddad@example.com"
BY_US = {"actor": SYSTEM, "source": Source.OFFICE}


def standing_at(instant):
    return by_its_events(Address.objects.get(key=NOOR), instant)


@pytest.fixture
def at():
    """`at(minutes)`: so long after T, while the test goes on."""
    with time_machine.travel(T, tick=False) as clock:
        yield lambda minutes: clock.move_to(T + timedelta(minutes=minutes))


def test_to_the_microsecond(choose, noor):
    event = choose(noor, False)
    just_before = event.happened_at - timedelta(microseconds=1)
    assert standing_at(just_before).because == ""
    then = standing_at(event.happened_at)
    assert (then.standing, then.because, then.choice, then.since) == (
        "opted_out",
        "opted_out",
        event.pk,
        event.happened_at,
    )


def test_a_repeated_no_is_the_last_choice_but_the_standing_is_as_old_as_the_first(choose, noor, at):
    choose(noor, False)
    at(5)
    again = choose(noor, False)
    then = standing_at(T + timedelta(hours=1))
    assert (then.since, then.choice) == (T, again.pk)


def test_before_it_was_written_down_it_was_not_on_file(noor):
    [first, *_] = events_of(address_of(noor))
    assert not standing_at(first.happened_at - timedelta(microseconds=1)).on_file
    assert standing_at(first.happened_at).because == "no_choice"


def test_a_block_counts_while_it_stands_each_kind_for_itself(noor, at):
    address = address_of(noor)
    suppress(address, SuppressionKind.BOUNCE, reason="550", **BY_US)
    at(1)
    suppress(address, SuppressionKind.MANUAL, reason="asked", **BY_US)
    at(2)
    lift(address, SuppressionKind.BOUNCE, **BY_US)
    at(3)
    lift(address, SuppressionKind.MANUAL, **BY_US)
    reasons = [standing_at(T + timedelta(minutes=minute)).because for minute in range(4)]
    assert reasons == ["cant_deliver", "cant_deliver", "cant_deliver", ""]
    assert set(standing_at(T + timedelta(minutes=1)).blocks) == {"bounce", "manual"}


def test_a_yes_is_of_no_use_while_no_active_guardian_uses_the_address(noor, at):
    set_active(noor, active=False, actor=SYSTEM, source=Source.OFFICE)
    at(1)
    set_active(noor, active=True, actor=SYSTEM, source=Source.OFFICE)
    assert [standing_at(T + timedelta(minutes=minute)).because for minute in (-1, 0, 1)] == [
        "",
        "not_held",
        "",
    ]


def test_setting_a_guardian_aside_is_written_down_once_and_only_where_it_matters(anja, jonas):
    shared = address_of(anja)
    before = len(events_of(shared))
    set_active(anja, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert len(events_of(shared)) == before
    set_active(jonas, active=False, actor=SYSTEM, source=Source.OFFICE)
    set_active(jonas, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert [event.verb for event in events_of(shared)[before:]] == ["not_in_use"]


def test_taken_from_its_last_guardian_it_is_held_by_nobody(noor, dana):
    address = address_of(noor)
    held = noor.held_addresses.get()
    give(dana, NOOR, **BY_US)
    take(held, **BY_US)
    assert by_its_events(address).held
    take(dana.held_addresses.get(address=address), **BY_US)
    assert not by_its_events(address).held


def test_a_lapse_leads_back_to_no_choice_yet(noor):
    lapse(address_of(noor), reason="of age", **BY_US)
    assert standing_at(datetime.now(UTC)).because == "no_choice"


def test_the_events_of_every_address_say_what_its_row_says(business):
    now = dict(everyone_then(business.pk, datetime.now(UTC)))
    rows = {address.pk: address for address in business.addresses.all()}
    assert set(now) == set(rows)
    for pk, then in now.items():
        row = rows[pk]
        assert (then.standing, then.choice, then.since) == (row.standing, row.last_event, row.standing_since)
        assert (then.held, bool(then.blocks), then.shown, not then.because) == (
            row.held,
            row.suppressed,
            row.shown,
            row.willing,
        )


def test_many_at_once_each_at_its_own_instant(choose, noor, tom, business):
    no = choose(noor, False)
    instants = {
        address_of(noor).pk: no.happened_at - timedelta(microseconds=1),
        address_of(tom).pk: no.happened_at,
    }
    found = thens_of(business.pk, instants)
    assert [found[pk].standing for pk in instants] == ["opted_in", "opted_out"]


def test_reading_one_address_takes_two_queries_and_everyone_one(business, django_assert_num_queries):
    with django_assert_num_queries(2):
        standing_at(datetime.now(UTC))
    count = Address.objects.filter(business=business).count()
    with django_assert_num_queries(1):
        assert len(list(everyone_then(business.pk, datetime.now(UTC)))) == count
