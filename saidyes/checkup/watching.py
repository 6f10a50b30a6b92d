"""What is not well at this moment, over all schools, in few queries."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Min

from saidyes.blasts import stopping
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.checkup import machine
from saidyes.checkup.alarming import Wrong
from saidyes.checkup.models import AlarmKind
from saidyes.common import clock
from saidyes.common.counting import counted
from saidyes.consent import checking
from saidyes.ledger import sealing
from saidyes.ledger.actors import SYSTEM
from saidyes.mail.models import State
from saidyes.notices.models import Notice

SEALED_WITHIN = timedelta(hours=1)
LEAVES_WITHIN = timedelta(minutes=30)


def what_is_wrong() -> Wrong:
    """By school and kind, in a sentence. Whoever turns this is alive, so the worker's own silence is not among it."""
    return {**_stopped(), **_paused(), **late_mail(), **_unsealed(), **_disk()}


def first_school() -> UUID | None:
    """Its owner hears of what concerns the whole installation."""
    return Business.objects.order_by("created_at", "pk").values_list("pk", flat=True).first()


def _stopped() -> Wrong:
    return {(stop.business_id, AlarmKind.STOPPED): f"{stop.sentence}." for stop in stopping.standing()}


def _paused() -> Wrong:
    """By the worker, for a reason of its own; where all are stopped, that is told already."""
    held = {*stopping.standing().values_list("business_id", flat=True), *checking.schools_held()}
    alone = Blast.objects.filter(status=Status.PAUSED, paused_by=SYSTEM.name).exclude(paused_why="")
    paused = alone.exclude(business__in=held).order_by().values_list("business_id").annotate(Count("pk"))
    return {
        (business_id, AlarmKind.PAUSED): f"{counted(count, 'Email Blast was', 'Email Blasts were')} paused, because "
        "the mail server or the settings do not let it leave."
        for business_id, count in paused
    }


def late_mail() -> Wrong:
    """Transactional mail that no mail server was asked to take, though it was due long ago."""
    late = Notice.objects.filter(state=State.QUEUED, attempts=0, created_at__lt=clock.now() - LEAVES_WITHIN)
    schools = late.order_by().values_list("business_id").annotate(Count("pk"), Min("created_at"))
    return {
        (business_id, AlarmKind.MAIL): f"{counted(count, 'email has', 'emails have')} waited for the mail server for "
        f"{_span(clock.now() - oldest)}, receipts and codes among them."
        for business_id, count, oldest in schools
    }


def _unsealed() -> Wrong:
    behind = sealing.schools_behind(SEALED_WITHIN)
    return {
        (business_id, AlarmKind.SEAL): "Events of the audit log have been without a seal for more than an hour: "
        f"{count:,}."
        for business_id, count in behind.items()
    }


def _disk() -> Wrong:
    room, school = machine.room(), first_school()
    return {(school, AlarmKind.DISK): f"{room.sentence}."} if school and room.is_short else {}


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return counted(minutes, "minute") if minutes < 120 else counted(minutes // 60, "hour")
