"""`manage.py serve`: the pages, until told to stop."""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from saidyes.common.configuring import CONFIGURATION

MANNERS = [
    *("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers"),
    *("--workers-kill-timeout", "8", "--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"),
    *("--log-level", "warning"),
]


class Command(BaseCommand):
    help = "Serve the pages at SAIDYES_BIND and SAIDYES_PORT. INT and TERM finish the answers in hand, then end."
    requires_system_checks = [CONFIGURATION]

    def handle(self, **_options: Any) -> NoReturn:
        """Become the web server: its signals and its exit code are then ours."""
        granian = Path(sys.executable).with_name("granian")
        if not granian.exists():
            raise CommandError(f"There is no {granian}: serve from the environment that holds our packages.")
        where = ["--host", settings.SAIDYES_BIND, "--port", str(settings.SAIDYES_PORT)]
        os.execv(granian, [str(granian), *MANNERS, *where, "saidyes.wsgi:application"])  # noqa: S606
