"""Whether the worker lives: it writes down the time, and whoever looks compares."""

from datetime import datetime, timedelta

from saidyes.checkup.models import Pulse
from saidyes.common import clock

WORKER = "worker"
SECONDS_A_BEAT = 15
SILENT_AFTER = timedelta(minutes=5)


def beat() -> None:
    Pulse.objects.update_or_create(name=WORKER, defaults={"at": clock.now()})


def last_beat() -> datetime | None:
    """None: no worker has run yet."""
    return Pulse.objects.filter(name=WORKER).values_list("at", flat=True).first()


def silent_since() -> datetime | None:
    """When the worker was last heard of, if that is too long ago."""
    last = last_beat()
    return last if last and clock.now() - last > SILENT_AFTER else None
