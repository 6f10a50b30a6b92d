"""A file of very many families, uploaded and vouched for by staff over HTTP, that the worker loads meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from bench.crowd import HEADER, LINE, address_number
from bench.doors import CSRF, FORM, Visitor
from bench.processes import wait_for
from saidyes.businesses.models import Business
from saidyes.classes.models import Import

FAMILIES_BEFORE = 5  # whose rows stand last
BOUNDARY = "saidyes-file"
LONGEST_SECONDS = 3_600


class BigFile:
    """From when until when its rows were written. The seconds of a clock that other threads read too."""

    def __init__(self, business: Business, rows: int) -> None:
        self.rows, self.began, self.ended = rows, 0.0, 0.0
        self._business, self._over = business, threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    @property
    def account(self) -> Import:
        return Import.objects.get(business=self._business)

    def wait(self) -> None:
        """Until the last row is in."""
        wait_for(lambda: self.ended > 0 or self._over.is_set(), "the end of the file", LONGEST_SECONDS)

    def watch(self) -> None:
        self._watch.start()

    def stop(self) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not (self.ended or self._over.wait(0.2)):
            account = self.account
            if account.done and not self.began:
                self.began = time.time()
            if account.finished_at:
                self.ended = time.time()
        connection.close()


@contextmanager
def loaded_beside(staff: Visitor, business: Business, rows: int) -> Iterator[BigFile]:
    """The body runs while it is loaded."""
    file = BigFile(business, rows)
    check = uploaded(staff, rows)
    vouch = urlencode({"vouch": "on", "csrfmiddlewaretoken": CSRF}).encode()
    staff.post(check, vouch, FORM)
    file.watch()
    try:
        wait_for(lambda: file.began > 0, "the first rows of the file")
        yield file
    finally:
        file.stop()


def uploaded(staff: Visitor, rows: int) -> str:
    """Where its check is shown."""
    numbers = [*range(FAMILIES_BEFORE, rows), *range(FAMILIES_BEFORE)]
    lines = [LINE.format(n=number, address=address_number(number)) for number in numbers]
    parts = [part("csrfmiddlewaretoken", CSRF), part("file", "\n".join([HEADER, *lines, ""]), "families.csv")]
    body = "".join(parts) + f"--{BOUNDARY}--\r\n"
    return staff.post(reverse("office-import"), body.encode(), f"multipart/form-data; boundary={BOUNDARY}")[1]


def part(name: str, text: str, file: str = "") -> str:
    called = f'; filename="{file}"' if file else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n{text}\r\n'
