"""What a monitor asks for, by school and without a name: read from the database in a fixed number of statements."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from saidyes.blasts import stopping
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.checkup import machine, pulse
from saidyes.checkup.models import Alarm
from saidyes.checkup.rates import WITHIN
from saidyes.common import clock
from saidyes.consent import checking
from saidyes.consent.models import Suppression, SuppressionKind
from saidyes.delivery.models import Pace, Recipient
from saidyes.ledger import sealing
from saidyes.mail.models import State
from saidyes.notices.models import Notice

ON_THE_WAY = (State.QUEUED, State.CLAIMED, State.HANDING)
REPORTED = (SuppressionKind.COMPLAINT, SuppressionKind.BOUNCE)
Rows = Iterable[tuple[object, ...]]


def as_text() -> bytes:
    """In the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(Figures())
    return bytes(generate_latest(registry))


class Figures(Collector):
    """Read anew each time they are asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _machine()
        yield from _letters()
        yield from _notices()
        yield from _blasts()
        yield from _audit_log()
        alarms = Alarm.objects.filter(ended_at=None).values_list("business_id", "kind").annotate(Count("pk"))
        yield _gauge("alarms", "What is not well, by kind.", ["school", "kind"], alarms)


def _machine() -> Iterator[GaugeMetricFamily]:
    last, room = pulse.last_beat(), machine.room()
    yield _gauge("schools", "Schools on this installation.", [], [(Business.objects.count(),)])
    yield _gauge("worker_silent_seconds", "Since the worker last beat.", [], [(_seconds(last),)] if last else [])
    yield _gauge("disk_free_bytes", "Free where the data lie.", [], [(room.free,)])
    slowed = Pace.objects.filter(a_second__isnull=False).values_list("a_second")
    yield _gauge("pace_letters_a_second", "As a tired mail server asked for, if one did.", [], slowed[:1])


def _letters() -> Iterator[GaugeMetricFamily]:
    """One pass over the letters of 30 days: what is shown here, and the shares that mailbox providers look at."""
    recent = Blast.objects.filter(started_at__gt=clock.now() - WITHIN).order_by().values("pk")
    rows = Recipient.objects.filter(blast__in=recent).order_by().values_list("business_id", "state")
    counted = list(rows.annotate(Count("pk")))
    yield _gauge("letters", "Letters of the Email Blasts of 30 days.", ["school", "state"], counted)
    reports = Suppression.objects.filter(kind__in=REPORTED, lifted_at=None, set_at__gt=clock.now() - WITHIN)
    reported = list(reports.order_by().values_list("business_id", "kind").annotate(Count("pk")))
    yield _gauge("reports", "Addresses that bounced or complained in 30 days.", ["school", "kind"], reported)
    sent = {school: count for school, state, count in counted if state == State.SENT}
    shares = [(school, kind, count / sent[school]) for school, kind, count in reported if school in sent]
    yield _gauge("reports_share", "The same for each delivered letter.", ["school", "kind"], shares)


def _notices() -> Iterator[GaugeMetricFamily]:
    waiting = Notice.objects.filter(state__in=ON_THE_WAY).order_by().values_list("business_id")
    counted = waiting.annotate(Count("pk"), Min("created_at"))
    by_school = [(school, count, _seconds(oldest)) for school, count, oldest in counted]
    waits = [(school, count) for school, count, _ in by_school]
    yield _gauge("notices_waiting", "Transactional mail on its way.", ["school"], waits)
    ages = [(school, age) for school, _, age in by_school]
    yield _gauge("notices_oldest_seconds", "How long the oldest of it has waited.", ["school"], ages)


def _blasts() -> Iterator[GaugeMetricFamily]:
    under_way = Blast.objects.filter(status__in=(Status.SCHEDULED, Status.SENDING, Status.PAUSED)).order_by()
    counted = under_way.values_list("business_id", "status").annotate(Count("pk"))
    yield _gauge("blasts", "Email Blasts under way.", ["school", "status"], counted)
    late = under_way.filter(Q(status=Status.SENDING) | Q(status=Status.SCHEDULED, due_at__lt=clock.now()))
    oldest = [(school, _seconds(due)) for school, due in late.values_list("business_id").annotate(Min("due_at")) if due]
    yield _gauge("blasts_oldest_seconds", "Since the oldest one under way was due.", ["school"], oldest)
    stops = stopping.standing().order_by().values_list("business_id", "why").annotate(Count("pk"))
    yield _gauge("blasts_stopped", "Schools whose Email Blasts wait for an owner.", ["school", "why"], stops)


def _audit_log() -> Iterator[GaugeMetricFamily]:
    sealed = [(school, _seconds(at)) for school, at in sealing.newest_of_each()]
    yield _gauge("seal_age_seconds", "Since the newest seal.", ["school"], sealed)
    behind = sealing.schools_behind(timedelta(0)).items()
    yield _gauge("events_unsealed", "Events that wait for their seal.", ["school"], behind)
    verified = [(school, _seconds(at)) for school, at in checking.last_verified()]
    yield _gauge("verified_age_seconds", "Since the last verification.", ["school"], verified)
    held = [(school, 1) for school in checking.schools_held()]
    yield _gauge("verification_waits", "Findings that wait for an owner.", ["school"], held)


def _gauge(name: str, words: str, labels: list[str], rows: Rows) -> GaugeMetricFamily:
    """Each row: its labels, then its value."""
    family = GaugeMetricFamily(f"saidyes_{name}", words, labels=labels)
    for *labelled, value in rows:
        family.add_metric([str(label) for label in labelled], float(str(value)))
    return family


def _seconds(since: datetime) -> float:
    return max(0.0, (clock.now() - since).total_seconds())
