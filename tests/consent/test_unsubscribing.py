from datetime import timedelta
from uuid import uuid4

import pytest

from saidyes.common import clock
from saidyes.common.signing import BadToken, sign
from saidyes.consent.evidence import StaleChoice, TooLateToUndo
from saidyes.consent.unsubscribing import leaver_of, link_token, may_undo, undo, undo_token, unsubscribe
from saidyes.ledger.actors import Actor, ActorKind, Source
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of

MAILBOX = Actor(ActorKind.MAILBOX)


def leave(guardian, source=Source.UNSUBSCRIBE_PAGE, blast_id=None):
    address = address_of(guardian)
    leaver = leaver_of(link_token(address.business_id, address.pk, blast_id), guardian.business)
    return leaver, unsubscribe(leaver, actor=MAILBOX, source=source)


def test_a_link_opts_out_its_address_and_the_event_names_the_letter(noor):
    blast_id = uuid4()
    _, event = leave(noor, blast_id=blast_id)
    assert address_of(noor).standing == "opted_out"
    assert event.facts["blast"] == str(blast_id)
    assert event.source == Source.UNSUBSCRIBE_PAGE


def test_a_token_tells_nobody_who_it_is_for(noor):
    token = link_token(noor.business_id, address_of(noor).pk)
    assert "noor" not in token


def test_a_link_of_next_door_is_refused(noor, lakeside):
    with pytest.raises(BadToken):
        leaver_of(link_token(noor.business_id, address_of(noor).pk), lakeside)


def test_a_link_works_after_two_years(noor, time_machine):
    token = link_token(noor.business_id, address_of(noor).pk)
    time_machine.move_to(clock.now() + timedelta(days=730))
    assert leaver_of(token, noor.business).address == address_of(noor)


def test_replays_within_the_hour_are_not_recorded_again(noor, time_machine):
    leave(noor)
    count = len(events_of(address_of(noor)))
    leave(noor)
    assert len(events_of(address_of(noor))) == count
    time_machine.move_to(clock.now() + timedelta(hours=2))
    leave(noor)
    assert len(events_of(address_of(noor))) == count + 1


def test_replays_by_turns_are_not_recorded_again(noor):
    for source in (Source.UNSUBSCRIBE_PAGE, Source.ONE_CLICK):
        leave(noor, source)
    count = len(events_of(address_of(noor)))
    for source in (Source.UNSUBSCRIBE_PAGE, Source.ONE_CLICK) * 3:
        leave(noor, source)
    assert len(events_of(address_of(noor))) == count


def test_a_no_after_an_undo_counts_anew(noor):
    leaver, event = leave(noor)
    undo(leaver, undo_token(event), actor=MAILBOX)
    _, again = leave(noor)
    assert again.pk != event.pk
    assert may_undo(again)
    assert address_of(noor).standing == "opted_out"


def test_undo_brings_back_the_yes_that_stood(noor):
    leaver, event = leave(noor)
    assert may_undo(event)
    undo(leaver, undo_token(event), actor=MAILBOX)
    address = address_of(noor)
    assert address.willing
    assert address.agreed_by == str(noor.pk)
    assert events_of(address)[-1].facts["undo_of"] == str(event.pk)


def test_undo_ends_after_ten_minutes(noor, time_machine):
    leaver, event = leave(noor)
    time_machine.move_to(clock.now() + timedelta(minutes=11))
    with pytest.raises(TooLateToUndo):
        undo(leaver, undo_token(event), actor=MAILBOX)
    assert address_of(noor).standing == "opted_out"


def test_undo_never_makes_a_yes_where_none_stood(emeka):
    leaver, event = leave(emeka)
    assert not may_undo(event)
    with pytest.raises(TooLateToUndo):
        undo(leaver, undo_token(event), actor=MAILBOX)


def test_an_unsubscribe_token_cannot_undo_and_an_undo_belongs_to_its_address(noor, dana):
    leaver, _ = leave(noor)
    token = link_token(noor.business_id, address_of(noor).pk)
    _, other = leave(dana)
    for wrong in (token, undo_token(other), sign("unsubscribe", other.pk.bytes)):
        with pytest.raises((BadToken, StaleChoice)):
            undo(leaver, wrong, actor=MAILBOX)
    assert address_of(noor).standing == "opted_out"
