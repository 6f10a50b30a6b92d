"""`manage.py deliver`: send what is due, until told to stop."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from saidyes.delivery.engines import local
from saidyes.delivery.worker import until_nothing_is_due


class Command(BaseCommand):
    help = "Send notices and Email Blasts that are due. INT and TERM finish the email in hand, then end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is due any more")

    def handle(self, *_: Any, once: bool, **__: Any) -> None:
        if settings.SAIDYES_ENGINE != "local":
            raise CommandError("SAIDYES_ENGINE is celery: `manage.py celery worker` and `manage.py celery beat` send.")
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if once:
            until_nothing_is_due(stop)
        else:
            local.run(stop)
