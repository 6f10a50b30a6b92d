from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from saidyes.common import clock
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event, EventPrivate
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import broken_links, events_of


def chain_of(business, verbs=(Verb.SETTINGS_CHANGED,) * 3):
    subject = Subject(business.pk, "test:chain")
    return [record(verb, subject, actor=SYSTEM, source=Source.OFFICE, private={"note": "privé"}) for verb in verbs]


def test_events_of_a_subject_form_a_chain(business):
    first, second, third = chain_of(business)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.prev_hash, second.prev_hash, third.prev_hash] == ["", first.row_hash, second.row_hash]
    assert list(broken_links(events_of(business.pk))) == []


def test_what_comes_back_from_the_database_has_the_same_hash(business):
    event = chain_of(business)[0]
    assert Event.objects.get(pk=event.pk).computed_hash() == event.row_hash


def test_personal_details_stand_beside_and_the_chain_holds_only_a_commitment(business):
    actor = Actor(ActorKind.STAFF, id="7", name="Priya Nair", ip="203.0.113.9")
    event = record(Verb.EXPORTED, Subject.of(business), actor=actor, source=Source.OFFICE)
    assert Event.objects.get(pk=event.pk).private["actor_name"] == "Priya Nair"
    stored = EventPrivate.objects.get(event=event)
    assert stored.details == {"actor_name": "Priya Nair", "ip": "203.0.113.9"}
    assert "Priya" not in str(event.as_row())
    assert len(event.private_digest) == 64


def test_within_a_subject_time_never_runs_backwards(business, time_machine):
    time_machine.move_to(clock.now() + timedelta(days=2))
    later = chain_of(business, [Verb.EXPORTED])[0]
    time_machine.move_to(clock.now() - timedelta(days=4))
    after = chain_of(business, [Verb.EXPORTED])[0]
    assert after.happened_at == later.happened_at


def test_a_float_cannot_be_recorded(business):
    with pytest.raises(TypeError):
        record(Verb.EXPORTED, Subject.of(business), actor=SYSTEM, source=Source.OFFICE, facts={"share": 0.5})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET verb = 'opt_in'",
        "DELETE FROM ledger_event",
        "UPDATE ledger_eventprivate SET details = '{}'",
        "DELETE FROM ledger_eventprivate",
        "UPDATE consent_wording SET text = ''",
        "DELETE FROM consent_wording",
    ],
)
def test_the_database_itself_refuses_to_rewrite_what_happened(business, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["ledger_event", "ledger_eventprivate", "consent_wording"])
def test_the_database_refuses_to_empty_the_table(business, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
