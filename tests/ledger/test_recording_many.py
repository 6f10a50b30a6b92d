"""Many events at once stand in the ledger exactly as if each had been recorded alone."""

import pytest
from django.db import IntegrityError, transaction

from saidyes.ledger import recording
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Entry, Subject, record, record_all
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import broken_links, events_of


def entry(business, name: str, note: str = "") -> Entry:
    private = {"note": note} if note else {}
    return Entry(Verb.EXPORTED, Subject(business.pk, name), SYSTEM, Source.OFFICE, {"what": name}, private)


def test_events_of_one_subject_follow_each_other_within_a_batch_and_across_batches(business, lakeside):
    record(Verb.EXPORTED, Subject(business.pk, "a:1"), actor=SYSTEM, source=Source.OFFICE)
    record(Verb.EXPORTED, Subject(lakeside.pk, "a:1"), actor=SYSTEM, source=Source.OFFICE)
    events = record_all([entry(business, name) for name in ("a:1", "b:1", "a:1", "b:1")])
    assert [(event.subject, event.seq) for event in events] == [("a:1", 2), ("b:1", 1), ("a:1", 3), ("b:1", 2)]
    assert events[2].prev_hash == events[0].row_hash
    assert list(broken_links(events_of())) == []


def test_private_details_stand_beside_those_that_have_some(business):
    with_note, _ = record_all([entry(business, "a:1", "only for us"), entry(business, "b:1")])
    assert Event.objects.get(pk=with_note.pk).private == {"actor_name": "System", "note": "only for us"}


def test_more_subjects_than_fit_in_one_statement(business, monkeypatch):
    monkeypatch.setattr(recording, "AT_ONCE", 2)
    names = [f"a:{number}" for number in range(5)]
    record_all([entry(business, name) for name in names])
    again = record_all([entry(business, name) for name in names])
    assert {event.seq for event in again} == {2}


def test_no_entries_are_no_events(business):
    count = Event.objects.count()
    assert record_all([]) == []
    assert Event.objects.count() == count


def test_a_batch_is_written_whole_or_not_at_all(business):
    count = Event.objects.count()
    bad = Entry(Verb.EXPORTED, Subject(business.pk, "b:1"), SYSTEM, Source.OFFICE, {"share": 0.5})
    with pytest.raises(TypeError), transaction.atomic():
        record_all([entry(business, "a:1"), bad])
    assert Event.objects.count() == count


def test_the_database_refuses_a_fork(business):
    [first] = record_all([entry(business, "a:1")])
    fork = Event(
        business_id=business.pk, subject="a:1", seq=first.seq, verb=Verb.EXPORTED, happened_at=first.happened_at
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save(force_insert=True)
