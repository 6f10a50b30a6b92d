"""A blast moves only along its arrows, each move once, each in the ledger."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from saidyes.blasts import scheduling
from saidyes.blasts.drafting import Content, StaleDraft, save_draft, start_draft
from saidyes.blasts.models import Blast, Status, everyone
from saidyes.common import clock
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.reading import events_about

THEO = Actor(ActorKind.STAFF, name="Theo Brandt")
BY_THEO: dict[str, Any] = {"actor": THEO, "source": Source.OFFICE}
NOBODY_LEFT = {"sent": 3, "waiting": 0}
NOON = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)  # noon in Astoria


@pytest.fixture
def draft(theo) -> Blast:
    content = Content("Closed on Friday", "", "We are closed.", everyone())
    return start_draft(theo.business, content, author=theo.user)


def confirm(blast: Blast, at: datetime | None = None) -> Blast:
    return scheduling.schedule(blast, version=blast.version, at=at, **BY_THEO)


def under_way(blast: Blast) -> Blast:
    confirm(blast)
    Blast.objects.update(due_at=clock.now())
    started = scheduling.start(blast)
    assert started
    return started


def verbs(blast: Blast) -> list[str]:
    return [event.verb for event in reversed(events_about(blast.business_id, [f"blast:{blast.pk}"]))]


def test_a_confirmed_blast_leaves_when_the_time_to_undo_it_has_passed(draft, settings):
    with time_machine.travel(NOON, tick=False):
        blast = confirm(draft)
        assert blast.due_at == NOON + timedelta(seconds=settings.SAIDYES_UNDO_SECONDS)
        assert not scheduling.due().exists()
        assert scheduling.start(blast) is None
    with time_machine.travel(NOON + timedelta(seconds=60), tick=False):
        assert [due.pk for due in scheduling.due()] == [blast.pk]


def test_the_ledger_keeps_who_confirmed_for_how_many_and_when_it_leaves(draft):
    blast = confirm(draft)
    event = events_about(blast.business_id, [f"blast:{blast.pk}"])[0]
    facts = event.facts
    assert (event.verb, event.private["actor_name"]) == ("blast_scheduled", "Theo Brandt")
    assert (facts["chosen"], facts["willing"], facts["opted_out"], facts["no_choice"]) == (8, 3, 3, 1)
    assert (facts["due_at"], facts["version"]) == (blast.due_at.isoformat(), 1)


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        ("2026-03-03 12:04", "at least 5 minutes"),
        ("2026-03-02 12:30", "at least 5 minutes"),
        ("0001-01-01 00:00", "at least 5 minutes"),
        ("2036-03-03 12:00", "within the next year"),
        ("9999-12-31 23:59", "within the next year"),
        ("2026-03-08 02:30", "skip that time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(business, local: str, sentence: str):
    with time_machine.travel(NOON, tick=False), pytest.raises(scheduling.BadTime, match=sentence):
        scheduling.moment_from(datetime.fromisoformat(local), business)


def test_a_set_time_is_read_in_the_schools_zone(business):
    with time_machine.travel(NOON, tick=False):
        moment = scheduling.moment_from(datetime.fromisoformat("2026-03-09 07:42"), business)
    assert moment == datetime(2026, 3, 9, 14, 42, tzinfo=UTC)


def test_a_second_press_gets_the_first_ones_result(draft):
    first, second = confirm(draft), confirm(draft)
    assert (first.pk, first.due_at) == (second.pk, second.due_at)
    assert verbs(draft) == ["blast_scheduled"]


def test_what_was_changed_after_the_review_is_not_sent(draft):
    save_draft(draft, Content("Other words", "", "Other", everyone()), version=1)
    with pytest.raises(StaleDraft):
        scheduling.schedule(draft, version=1, at=None, **BY_THEO)
    assert Blast.objects.get().status == Status.DRAFT


def test_a_press_from_before_it_was_taken_back_sends_nothing(draft):
    confirm(draft)
    scheduling.undo(draft, **BY_THEO)
    with pytest.raises(StaleDraft):
        scheduling.schedule(draft, version=1, at=None, **BY_THEO)
    assert verbs(draft) == ["blast_scheduled", "blast_undone"]
    assert Blast.objects.get().due_at is None


def test_a_school_without_a_postal_address_cannot_send(draft, business):
    business.street = ""
    business.save()
    with pytest.raises(scheduling.CannotSend, match="Add your postal address before sending"):
        confirm(Blast.objects.get())


def test_a_blast_that_nobody_would_get_is_not_sent(draft, business):
    business.addresses.filter(key__in=["dana.okafor@example.com", "noor.haddad@example.com"]).update(held=False)
    business.addresses.filter(key="harbor.house@example.com").update(held=False)
    with pytest.raises(scheduling.NobodyWilling, match="No opted-in address matches"):
        confirm(draft)


def test_from_the_start_words_sender_and_school_are_frozen(draft, business):
    blast = under_way(draft)
    business.name = business.sender_name = "Somebody Else"
    business.save()
    with pytest.raises(StaleDraft):
        save_draft(blast, Content("Other words", "", "Other", everyone()), version=1)
    assert "Somebody Else" not in str(Blast.objects.get().frozen)
    assert blast.expires_at - blast.started_at == timedelta(hours=48)


def test_what_cannot_leave_any_more_is_paused_with_the_reason_and_can_go_on(draft, business):
    confirm(draft)
    Blast.objects.update(due_at=clock.now())
    business.street = ""
    business.save()
    assert scheduling.start(draft) is None
    assert Blast.objects.get().paused_why == "Add your postal address before sending"
    business.street = "2140 Harbor Way"
    business.save()
    assert scheduling.resume(draft, **BY_THEO).status == Status.SCHEDULED
    assert scheduling.start(draft).status == Status.SENDING


def test_every_move_is_written_down_once(draft):
    blast = under_way(draft)
    for _ in range(2):
        scheduling.pause(blast, **BY_THEO)
    for _ in range(2):
        scheduling.resume(blast, **BY_THEO)
    for _ in range(2):
        scheduling.finish(blast, counts=NOBODY_LEFT)
    assert verbs(blast) == ["blast_scheduled", "blast_started", "blast_paused", "blast_resumed", "blast_finished"]
    assert events_about(blast.business_id, [f"blast:{blast.pk}"])[0].facts == NOBODY_LEFT


def test_a_pause_by_the_worker_says_why(draft):
    blast = scheduling.pause(under_way(draft), why="535 wrong password", actor=SYSTEM, source=Source.WORKER)
    assert (blast.paused_by, blast.paused_why) == ("System", "535 wrong password")


def test_after_the_end_nothing_moves(draft):
    blast = under_way(draft)
    scheduling.cancel(blast, counts=NOBODY_LEFT, **BY_THEO)
    for act in (scheduling.undo, scheduling.pause, scheduling.resume):
        with pytest.raises(scheduling.TooLate):
            act(blast, **BY_THEO)
    with pytest.raises(scheduling.TooLate):
        confirm(blast)
    with pytest.raises(scheduling.TooLate):
        scheduling.finish(blast, counts=NOBODY_LEFT)
    assert verbs(blast)[-1] == "blast_cancelled"


def test_what_has_begun_to_leave_cannot_be_taken_back(draft):
    blast = under_way(draft)
    with pytest.raises(scheduling.TooLate):
        scheduling.undo(blast, **BY_THEO)
