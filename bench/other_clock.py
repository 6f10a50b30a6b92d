"""The worker, but its clock is set a day forwards or backwards again and again, as no clock should be."""

import os
import random
import time
from datetime import datetime, timedelta
from threading import Thread

import django
from django.core.management import call_command

from saidyes.common.fence import whose

OFFSETS = [timedelta(days=1), timedelta(), timedelta(days=-1), timedelta(hours=1), timedelta(seconds=-30)]
SET_EVERY = 0.2


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    django.setup()
    from saidyes.common import clock  # noqa: PLC0415 (not before Django is set up)

    right, offsets = clock.now, list(OFFSETS)

    def now() -> datetime:
        return right() + offsets[0]

    def set_it() -> None:
        while True:
            random.shuffle(offsets)
            time.sleep(SET_EVERY)

    clock.now = now
    Thread(target=set_it, daemon=True).start()
    call_command("deliver")


if __name__ == "__main__":
    main()
