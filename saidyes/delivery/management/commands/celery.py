"""`manage.py celery`: the workers and the clock of an installation on many machines."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from saidyes.delivery.engines import celery as engine


class Command(BaseCommand):
    help = "Send with the hands of many machines: as many workers as you like, and the clock once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        kinds.add_parser("beat", help="the clock: it says when to look")
        worker = kinds.add_parser("worker", help="looks, and sends")
        worker.add_argument("queues", nargs="*", metavar="QUEUE", help=f"{', '.join(engine.QUEUES)}; all without it")

    def handle(self, *_: Any, kind: str, queues: list[str] | None = None, **__: Any) -> None:
        if settings.SAIDYES_ENGINE != "celery":
            raise CommandError("SAIDYES_ENGINE is local: `manage.py deliver` sends. For this command set it to celery.")
        unknown = sorted(set(queues or ()) - set(engine.QUEUES))
        if unknown:
            raise CommandError(f"There is no queue {unknown[0]!r}; there are: {', '.join(engine.QUEUES)}.")
        if kind == "beat":
            engine.keep_time()
        else:
            engine.work(queues or list(engine.QUEUES))
