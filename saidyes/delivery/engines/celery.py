"""The wheel on many machines: the same turns as tasks on RabbitMQ. The only file that knows Celery.

What is to do stands in PostgreSQL alone; a message only says "look now". So a message may be lost, late or doubled and
costs seconds at most: the clock sends the next. It must tick once; two of it do no harm.
"""

from collections.abc import Callable
from functools import wraps
from threading import Event, local
from typing import Any
from uuid import UUID

from celery import Celery
from celery.signals import worker_shutting_down
from celery.worker.consumer import Consumer
from django.conf import settings
from django.db import connections
from kombu import Queue

from saidyes.delivery import spreading
from saidyes.delivery.desk import DeskThread
from saidyes.delivery.engines.telling import tell
from saidyes.delivery.lanes import blast_lane, notice_lane
from saidyes.delivery.spreading import Hand
from saidyes.delivery.worker import DUTIES, LONG_DUTIES

QUEUES = ("duties", "audit", "notices", "blasts")
HANDS = 16  # how many workers may be at one blast
SWEEP_SECONDS = 1.0
DURABLE = {"x-queue-type": "quorum", "x-delivery-limit": 3}  # a hint that kills whoever takes it goes; the next comes
NAMED = {duty.__name__: duty for duty in (*DUTIES, *LONG_DUTIES)}

app = Celery("saidyes", set_as_current=False)
app.conf.update(
    broker_url=settings.SAIDYES_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_queues=[Queue(name, routing_key=name, queue_arguments=DURABLE) for name in QUEUES],
    task_create_missing_queues=False,
    task_default_queue="duties",
    task_routes={"audit": {"queue": "audit"}, "notices": {"queue": "notices"}, "blast": {"queue": "blasts"}},
    task_default_exchange_type="direct",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_pool="threads",
    worker_concurrency=1,
    worker_consumer=f"{__name__}:Listener",
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    beat_schedule_filename=str(settings.SAIDYES_DATA_DIR / "beat"),
    beat_max_loop_interval=SWEEP_SECONDS,
)


class Listener(Consumer):
    """Without Celery's 28 queues for messages of later: a hint is for now."""

    class Blueprint(Consumer.Blueprint):
        default_steps = [step for step in Consumer.Blueprint.default_steps if "delayed_delivery" not in step]


class Lanes(local):
    """The lines of one thread, kept from turn to turn."""

    def __init__(self) -> None:
        self.notices = notice_lane(stopping=stop.is_set, desk=DeskThread)
        self.blasts = blast_lane(stopping=stop.is_set, desk=DeskThread)


stop = Event()
lanes = Lanes()


@worker_shutting_down.connect
def finish_the_dots(**_: Any) -> None:
    """Asked to stop: what is not past its dot is given back."""
    stop.set()


def hint(act: Callable[..., None]) -> Any:
    """A task that no failure repeats, for the next hint is near, and whose failure is told as any engine tells it."""

    @wraps(act)
    def careful(*ids: Any) -> None:
        try:
            act(*ids)
        except Exception as wrong:  # noqa: BLE001 (the database may be gone for a while; letters wait for us)
            tell(wrong)
            connections.close_all()

    return app.task(name=act.__name__)(careful)


@hint
def duty(name: str) -> None:
    """One duty until it moves nothing more; what became due is hinted at, once that is committed."""
    moved = False
    while NAMED[name]() and not stop.is_set():
        moved = True
    if moved:
        sweep()


@hint
def audit(name: str) -> None:
    """One long duty. It has a queue of its own, so that no blast waits to be started meanwhile."""
    NAMED[name]()


@hint
def sweep() -> None:
    """Call hands to every blast under way."""
    for hand in spreading.hands(HANDS):
        ids = (str(hand.business), str(hand.blast), hand.number, hand.hands)
        blast.apply_async(ids, expiration=SWEEP_SECONDS)


@hint
def notices() -> None:
    """Transactional mail until none is due."""
    while not stop.is_set() and lanes.notices.turn():
        pass


@hint
def blast(business_id: str, blast_id: str, number: int, of: int) -> None:
    """One shift of one hand at one blast."""
    hand = Hand(UUID(business_id), UUID(blast_id), number, of)
    found = spreading.blast_of(hand)
    if found and not stop.is_set():
        lanes.blasts.turn_at(found, spreading.beginning_of(hand))


def tick(task: Any, seconds: float, *ids: str) -> dict[str, Any]:
    """An entry of the clock. In its queue no hint outlives the next one: RabbitMQ counts, so clocks may differ."""
    pause = max(seconds, SWEEP_SECONDS)
    return {"task": task.name, "schedule": pause, "args": ids, "options": {"expiration": pause}}


app.conf.beat_schedule = {
    "sweep": tick(sweep, SWEEP_SECONDS),
    "notices": tick(notices, SWEEP_SECONDS),
    **{act.__name__: tick(duty, seconds, act.__name__) for act, seconds in DUTIES.items()},
    **{act.__name__: tick(audit, seconds, act.__name__) for act, seconds in LONG_DUTIES.items()},
}


def work(queues: list[str]) -> None:
    """Take hints from these queues until told to stop."""
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    app.start(["--quiet", "worker", "--queues", ",".join(queues), *quiet])


def keep_time() -> None:
    """The clock."""
    app.start(["--quiet", "beat", "--loglevel", "WARNING"])
