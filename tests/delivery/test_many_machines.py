"""The engine of many machines: the same turns as tasks. The real broker is `./run drill scale-out`.

Here the tasks run where they are sent, on a real database, and what they would leave to RabbitMQ is looked at.
"""

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from saidyes.blasts.models import Blast, Status
from saidyes.consent import checking
from saidyes.delivery import spreading
from saidyes.delivery.engines import celery as engine
from saidyes.delivery.spreading import Hand
from saidyes.delivery.worker import DUTIES, LONG_DUTIES
from saidyes.ledger import sealing
from saidyes.mail.models import State
from tests.delivery.acts import filled

TASKS = {"notices": "notices", "blast": "blasts", "sweep": "duties", "duty": "duties", "audit": "audit"}


@pytest.fixture
def at_once(monkeypatch):
    """Whatever is sent is done at once, with lanes of this test's own."""
    engine.app.conf.task_always_eager = True
    monkeypatch.setattr(engine, "lanes", engine.Lanes())
    yield
    engine.app.conf.task_always_eager = False


def hand_at(blast: Blast, number: int = 0, hands: int = 1) -> Hand:
    return Hand(blast.business_id, blast.pk, number, hands)


@pytest.mark.usefixtures("at_once")
def test_a_tick_of_each_kind_takes_a_blast_from_send_to_its_end(theo, send, letters):
    blast = send(theo)
    engine.duty("start_and_fill")  # and wakes the hands once it has committed
    assert Counter(blast.recipients.values_list("state", flat=True)) == {State.SENT: 3}
    engine.duty("end_what_is_over")
    blast.refresh_from_db()
    assert blast.status == Status.FINISHED
    assert len(letters()) == 3


@pytest.mark.usefixtures("at_once")
def test_the_audit_log_is_sealed_and_verified_on_many_machines_too(theo, send):
    blast = send(theo)
    engine.audit("seal_what_is_new")
    engine.audit("verify_every_night")
    assert sealing.newest(blast.business_id) is not None
    assert not sealing.unsealed(blast.business_id).exists()
    assert checking.latest(blast.business_id).wrong == ""


@pytest.mark.usefixtures("at_once")
def test_a_message_that_never_came_costs_only_the_time_until_the_sweep(theo, send):
    blast = filled(send(theo))  # by somebody who died before they could wake anyone
    engine.sweep()
    assert Counter(blast.recipients.values_list("state", flat=True)) == {State.SENT: 3}


@pytest.mark.usefixtures("at_once")
def test_a_message_that_comes_twice_or_late_sends_nothing_twice(theo, send, letters):
    hand = hand_at(filled(send(theo)))
    for _ in range(3):
        engine.blast(str(hand.business), str(hand.blast), 0, 1)
    assert len(letters()) == 3
    engine.duty("end_what_is_over")
    engine.blast(str(hand.business), str(hand.blast), 0, 1)
    assert len(letters()) == 3


@pytest.mark.django_db(transaction=True)  # a failure lets go of the database
@pytest.mark.usefixtures("at_once")
def test_a_failing_turn_is_told_without_its_details_and_the_next_one_works(theo, send, monkeypatch, caplog):
    filled(send(theo))
    lost = OperationalError("server closed the connection\nDETAIL: noor.haddad@example.com")

    def gone() -> int:
        raise lost

    monkeypatch.setitem(engine.NAMED, "recover", gone)
    engine.duty("recover")
    assert "The database cannot be used: server closed the connection" in caplog.text
    assert "noor" not in caplog.text
    engine.sweep()
    assert set(Blast.objects.get().recipients.values_list("state", flat=True)) == {State.SENT}


def test_a_blast_on_its_own_has_all_hands_and_many_blasts_one_each(theo, send):
    first = filled(send(theo, "Closed on Friday"))
    assert sorted(spreading.hands(4)) == [hand_at(first, number, 4) for number in range(4)]
    others = [filled(send(theo, f"Closed on day {number}")) for number in range(4)]
    assert Counter(hand.blast for hand in spreading.hands(4)) == dict.fromkeys(
        [first.pk, *(each.pk for each in others)], 1
    )


def test_the_hands_of_a_blast_begin_at_different_rows_and_leave_none_before_the_first(theo, send):
    blast = filled(send(theo))
    rows = sorted(blast.recipients.values_list("pk", flat=True))
    begins = [spreading.beginning_of(hand_at(blast, number, 3)) for number in range(3)]
    assert begins == [row - 1 for row in rows]


def test_nobody_is_called_to_a_paused_blast_and_a_school_next_door_opens_no_other(theo, lakeside, send):
    blast = filled(send(theo))
    assert spreading.blast_of(hand_at(blast)) == blast
    assert spreading.blast_of(hand_at(blast)._replace(business=lakeside.pk)) is None
    Blast.objects.update(status=Status.PAUSED)
    assert spreading.hands(4) == []
    assert spreading.blast_of(hand_at(blast)) is None


def test_messages_survive_a_broker_and_are_given_to_another_when_a_worker_dies():
    conf = engine.app.conf
    queues = {queue.name: queue.queue_arguments["x-queue-type"] for queue in conf.task_queues}
    assert queues == dict.fromkeys(["duties", "audit", "notices", "blasts"], "quorum")
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result
    routed = {name: engine.app.amqp.router.route({}, name)["queue"].name for name in TASKS}
    assert routed == TASKS


def test_the_clock_ticks_for_every_duty_and_no_tick_outlives_the_next():
    entries = engine.app.conf.beat_schedule
    assert set(entries) == {"sweep", "notices", *(duty.__name__ for duty in (*DUTIES, *LONG_DUTIES))}
    assert [name for name, each in entries.items() if each["options"]["expiration"] > each["schedule"]] == []
    assert [name for name, each in entries.items() if each["task"] not in engine.app.tasks] == []
    assert json.loads(json.dumps([each["args"] for each in entries.values()]))


def test_each_command_serves_its_own_engine(settings):
    with pytest.raises(CommandError, match="SAIDYES_ENGINE is local"):
        call_command("celery", "beat")
    settings.SAIDYES_ENGINE = "celery"
    with pytest.raises(CommandError, match="SAIDYES_ENGINE is celery"):
        call_command("deliver", "--once")
    with pytest.raises(CommandError, match="There is no queue 'blast'; there are: duties, audit, notices, blasts"):
        call_command("celery", "worker", "blast")
