"""The web's eye on the worker: a dead worker cannot say that it is dead.

A thread of the web process. When the worker has been silent for long, it tells the owner, and posts that one kind of
letter itself.
"""

from contextlib import closing
from datetime import datetime
from threading import Event, Thread

from django.db import connections

from saidyes.checkup import alarming, pulse
from saidyes.checkup.models import AlarmKind
from saidyes.checkup.watching import first_school
from saidyes.common import clock
from saidyes.common.fence import whose
from saidyes.delivery.engines.telling import tell
from saidyes.delivery.lanes import notice_lane
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

SECONDS_BETWEEN = 60.0


def keep_watch() -> None:
    """From now on, as long as the process lives."""
    Thread(target=_watch, name="Watchman", daemon=True).start()


def look(began: datetime) -> bool:
    """Whether the worker lives. `began`: since when we look, which counts where no worker has run yet."""
    last = max(began, pulse.last_beat() or began)
    school = first_school()
    if school is None or clock.now() - last <= pulse.SILENT_AFTER:
        return True
    minutes = int((clock.now() - last).total_seconds() // 60)
    words = f"The worker, which sends all emails, has been silent for {minutes} minutes."
    if alarming.sound(school, AlarmKind.WORKER, words):
        with closing(notice_lane(stopping=lambda: False)) as lane:
            lane.turn(Notice.objects.filter(kind=Kind.ALARM))
    return False


def _watch() -> None:
    began, never = clock.now(), Event()
    while not never.wait(SECONDS_BETWEEN):
        try:
            with whose.of_every_school():
                look(began)
        except Exception as wrong:  # noqa: BLE001 (the database may be gone for a while: pages tell of that)
            tell(wrong)
        connections.close_all()
