"""Whatever a database administrator changes behind our back, `verify_ledger` finds it and names the event."""

import os
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from saidyes.common.fence import whose
from saidyes.consent import verification
from saidyes.consent.asking import wording_of
from saidyes.consent.models import Wording, WordingKind
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event, EventPrivate, Shredded
from saidyes.ledger.verbs import Verb
from saidyes.retention.erasing import erase_family
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of
from tests.flushing import lifted_on_postgresql, lifted_on_sqlite


@pytest.fixture
def tamper(business):
    """Run SQL with the refusal of the tables lifted, as only their owner can."""
    lifted = lifted_on_postgresql if connection.vendor == "postgresql" else lifted_on_sqlite

    def run(statement: str, *values: Any) -> None:
        with lifted(connection), connection.cursor() as cursor:
            cursor.execute(statement, values)
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table is still busy when it closes again

    return run


def verify(capsys, *flags) -> str:
    call_command("verify_ledger", *flags)
    return capsys.readouterr().out


def first_finding(*flags) -> str:
    with pytest.raises(CommandError) as found:
        call_command("verify_ledger", *flags)
    return str(found.value)


def db(value):
    """An id as the database holds it."""
    return value if connection.vendor == "postgresql" else value.hex


def test_what_was_written_is_verified_and_counted(business, lakeside, capsys):
    said = verify(capsys)
    for school in (business, lakeside):
        assert f"{school.host}: {Event.objects.filter(business_id=school.pk).count():,} events" in said
    assert f"{business.addresses.count():,} addresses replayed" in said
    assert "Everything is as it was written." in said
    assert "1 address replayed" in verify(capsys, "--business", lakeside.host)


@pytest.mark.parametrize("seeing", [whose.of_no_school, lambda: whose.of_school(uuid4())])
def test_whoever_sees_no_entry_finds_no_log_in_order(business, seeing):
    with seeing(), pytest.raises(whose.OutOfReach):
        verification.verify(business.pk)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE ledger_event SET verb = 'opt_out' WHERE id = %s", "is not what was written"),
        ("UPDATE ledger_event SET actor_id = 'nobody' WHERE id = %s", "is not what was written"),
        ("UPDATE ledger_event SET facts = '{\"new\": 0.5}' WHERE id = %s", "is not what was written"),
        ("UPDATE ledger_event SET happened_at = '2001-01-01 00:00:00+00:00' WHERE id = %s", "is not what was written"),
        ("UPDATE ledger_event SET subject = 'address:nonsense' WHERE id = %s", "does not follow 0"),
        (
            'UPDATE ledger_eventprivate SET details = \'{"actor_name": "Eve"}\' WHERE event_id = %s',
            "its personal details are not what was written",
        ),
    ],
)
def test_a_changed_event_is_named(tamper, noor, change, why):
    event = events_of(address_of(noor))[-1]
    tamper(change, db(event.pk))
    assert str(event.pk) in first_finding()
    assert why in first_finding()


def test_a_removed_event_shows_at_the_one_after_it(tamper, noor):
    first, second, *_ = events_of(address_of(noor))
    tamper("DELETE FROM ledger_eventprivate WHERE event_id = %s", db(first.pk))
    tamper("DELETE FROM ledger_event WHERE id = %s", db(first.pk))
    assert f"event {second.pk}: number 2 does not follow 0" in first_finding()


def test_a_newest_event_that_was_removed_shows_at_the_address(tamper, tom):
    *_, last = events_of(address_of(tom))
    tamper("DELETE FROM ledger_eventprivate WHERE event_id = %s", db(last.pk))
    tamper("DELETE FROM ledger_event WHERE id = %s", db(last.pk))
    assert "the address stands at “opted_out”, its events say “no_choice”" in first_finding()


def test_events_that_changed_places_are_found(tamper, noor):
    first, second, *_ = events_of(address_of(noor))
    for event, seq in ((first, 1001), (second, 1), (first, 2)):
        tamper("UPDATE ledger_event SET seq = %s WHERE id = %s", seq, db(event.pk))
    assert str(second.pk) in first_finding()


def test_an_event_written_anew_with_its_hash_breaks_the_link(tamper, noor):
    """Whoever recomputes the hash of the event they changed still leaves the next one pointing at the old."""
    first, second, *_ = events_of(address_of(noor))
    first.actor_id = "nobody"
    tamper(
        "UPDATE ledger_event SET actor_id = 'nobody', row_hash = %s WHERE id = %s", first.computed_hash(), db(first.pk)
    )
    assert f"event {second.pk}: does not continue the event before it" in first_finding()


def test_a_standing_that_no_event_explains_is_found(tamper, emeka):
    address = address_of(emeka)
    tamper("UPDATE consent_address SET standing = 'opted_in' WHERE id = %s", db(address.pk))
    assert f"address:{address.pk}" in first_finding()
    assert "the address stands at “opted_in”, its events say “no_choice”" in first_finding()


@pytest.mark.parametrize("change", ["last_event = NULL", "version = version + 1"])
def test_a_standing_that_rests_on_another_event_is_found(tamper, noor, change):
    address = address_of(noor)
    tamper(f"UPDATE consent_address SET {change} WHERE id = %s", db(address.pk))
    assert "the address does not stand on the last of its events" in first_finding()


def test_one_school_is_looked_at_alone(tamper, business, iris, capsys):
    event = events_of(address_of(iris))[-1]
    tamper("UPDATE ledger_event SET verb = 'opt_out' WHERE id = %s", db(event.pk))
    assert "Everything is as it was written." in verify(capsys, "--business", business.host)
    assert str(event.pk) in first_finding("--business", iris.business.host)
    with pytest.raises(CommandError, match="No school has the host nowhere"):
        verify(capsys, "--business", "nowhere")


@pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="PostgreSQL keeps no such thing")
def test_what_cannot_even_be_read_is_found(tamper, noor):
    event = events_of(address_of(noor))[-1]
    tamper("UPDATE ledger_event SET happened_at = 'never' WHERE id = %s", db(event.pk))
    assert "cannot even be read" in first_finding()


def test_details_that_were_taken_without_an_erasure_are_found(noor, tamper):
    mine = Event.objects.filter(subject=f"family:{noor.family_id}").first()
    tamper("DELETE FROM ledger_eventprivate WHERE event_id = %s", db(mine.pk))
    assert f"event {mine.pk}: its personal details are gone, and nobody erased them" in first_finding()


def test_details_that_were_taken_in_the_name_of_no_erasure_are_found(noor, tamper):
    """The very row that lets the database delete them names what ordered it."""
    mine = Event.objects.filter(subject=f"family:{noor.family_id}", beside__isnull=False).first()
    Shredded.objects.create(event=mine, business_id=mine.business_id, act=mine.pk)
    EventPrivate.objects.filter(event=mine).delete()
    assert f"no erasure, event {mine.pk}: 1 events lost their personal details by it" in first_finding()


def test_details_that_were_taken_in_the_name_of_another_erasure_are_found(noor, tom, capsys):
    erase_family(tom.family, actor=Actor(ActorKind.OWNER, name="Marisol Vega"))
    assert "Everything is as it was written." in verify(capsys)
    act = Event.objects.get(verb=Verb.FAMILY_ERASED)
    mine = Event.objects.filter(subject=f"family:{noor.family_id}", beside__isnull=False).first()
    Shredded.objects.create(event=mine, business_id=mine.business_id, act=act.pk)
    EventPrivate.objects.filter(event=mine).delete()
    count = act.facts["details"]
    assert f"event {act.pk}: {count + 1} events lost their personal details by it, and it took those of {count}" in (
        first_finding()
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("suppressed = NOT suppressed", "it is blocked, and no event says so"),
        ("held = NOT held", "who uses the address is not what its events say"),
    ],
)
def test_whatever_else_makes_an_address_willing_is_replayed_too(tamper, noor, change, why):
    tamper(f"UPDATE consent_address SET {change} WHERE id = %s", db(address_of(noor).pk))
    assert why in first_finding()


def test_a_block_that_was_taken_away_by_hand_is_found(tamper, luis):
    tamper("UPDATE consent_address SET suppressed = %s WHERE id = %s", False, db(address_of(luis).pk))
    assert "a block its events tell of is gone" in first_finding()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE consent_wording SET text = 'Yes' WHERE id = %s", "these are not the words that were published"),
        (
            "UPDATE consent_wording SET text = %s, sha256 = %s WHERE id = %s",
            "these are not the words that were published",
        ),
        ("DELETE FROM consent_wording WHERE id = %s", "the words that were published are gone"),
    ],
)
def test_words_that_are_not_those_that_were_published_are_found(tamper, business, change, why):
    words = wording_of(business, WordingKind.QUESTION)
    tamper(change, *(("Yes", Wording.digest("Yes")) if change.count("%s") == 3 else ()), db(words.pk))
    assert f"wording:{words.pk}" in first_finding()
    assert why in first_finding()
