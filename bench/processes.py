"""The real processes of a drill: a mail server, the pages, the worker. Each is asked to stop when its story is over."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bench.letterbox import Letterbox
from saidyes.api.management.commands.serve import MANNERS

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10


class NeverCame(Exception):
    """Something that should have happened did not, in the time it was given."""


@contextmanager
def mail_server(folder: Path) -> Iterator[Letterbox]:
    """The server that EMAIL_URL names; what it accepts lies in the folder."""
    port = urlsplit(os.environ["EMAIL_URL"]).port
    with _running(sys.executable, "-m", "bench.smtp_server", str(port), str(folder), output=subprocess.DEVNULL):
        letterbox = Letterbox(folder)
        wait_for(lambda: listens(port), "the mail server")
        yield letterbox


@contextmanager
def pages(release: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """The pages, served as `./run` serves them, at the port of SAIDYES_BASE_URL."""
    with _running(*_granian(), release=release) as process:
        wait_for(lambda: listens(urlsplit(os.environ["SAIDYES_BASE_URL"]).port), "the pages")
        yield process


def _granian() -> list[str]:
    port = urlsplit(os.environ["SAIDYES_BASE_URL"]).port
    granian = str(Path(sys.executable).parent / "granian")
    return [granian, *MANNERS, "--port", str(port), "saidyes.wsgi:application"]


class Web:
    """The same, to be killed and started anew with every process of it."""

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def kill(self) -> None:
        """SIGKILL in the midst of whatever it does, and another one in its place."""
        self._end()
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(_granian(), cwd=ROOT, start_new_session=True)
        wait_for(answers, "the pages")

    def _end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def worker(release: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py deliver`."""
    with _running(sys.executable, "manage.py", "deliver", release=release) as process:
        yield process


@contextmanager
def listening(port: int, module: str, *arguments: object) -> Iterator[None]:
    """A module of ours that serves at this port."""
    with _running(sys.executable, "-m", module, *map(str, arguments)):
        wait_for(lambda: listens(port), module)
        yield


class Workers:
    """Several of them, to be killed and started anew. What they complain of is in workers.log of the data folder."""

    def __init__(self, count: int, *command: str) -> None:
        self._command = command or ("manage.py", "deliver")
        self._processes = [self._start() for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def kill(self, which: int) -> None:
        """SIGKILL, and another one in its place."""
        self._processes[which].kill()
        self._processes[which].wait()
        self._processes[which] = self._start()

    @contextmanager
    def frozen(self, which: int) -> Iterator[None]:
        """SIGSTOP; then it goes on as if nothing had been."""
        self._processes[which].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._processes[which].send_signal(signal.SIGCONT)

    def relieve(self, which: int) -> float:
        """SIGTERM, and another one in its place. How many seconds it took to end."""
        began = time.monotonic()
        self._processes[which].terminate()
        self._processes[which].wait()
        took = time.monotonic() - began
        self._processes[which] = self._start()
        return took

    def complaints(self, words: str) -> int:
        """How many lines of their log speak of it; `words` is a regular expression."""
        return sum(re.search(words, line) is not None for line in self._log.read_text("utf-8").splitlines())

    @property
    def _log(self) -> Path:
        return Path(os.environ["SAIDYES_DATA_DIR"]) / "workers.log"

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen([sys.executable, *self._command], cwd=ROOT, stderr=log)


def wait_for(claim: Callable[[], bool], what: str, seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > until:
            raise NeverCame(what)
        time.sleep(0.1)


@contextmanager
def _running(*command: str, output: int | None = None, release: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=release, stdout=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()
            process.wait()


def answers() -> bool:
    """Whether the pages do: a port is open some seconds before."""
    pages_at = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port, timeout=30)
    try:
        pages_at.request("GET", "/healthz")
        return pages_at.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        pages_at.close()


def listens(port: int | None) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port or 0)) == 0
