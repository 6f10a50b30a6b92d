"""Postfix's own `smtp-source` and `smtp-sink`, unpacked from Debian's package beside us; no daemon is installed."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_FOUND = "smtp-source and smtp-sink are not here, and Debian's package postfix cannot be fetched"


class NoPostfix(Exception):
    """The tools are missing; the words say what was tried."""


class Postfix:
    """The two tools, started from a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not (shutil.which("smtp-source") and shutil.which("smtp-sink")):
            _unpack(folder)
        libraries = f"{folder}/usr/lib/postfix"
        path = f"{folder}/usr/sbin:{os.environ['PATH']}:/usr/sbin"
        self._environment = {"PATH": path, "LD_LIBRARY_PATH": libraries, "LC_ALL": "C.UTF-8"}

    @contextmanager
    def sink(self, port: int) -> Iterator["Sink"]:
        """A server that takes everything and counts it."""
        log = self._folder / "sink.log"
        command = ["smtp-sink", *_as_nobody(), "-c", f"127.0.0.1:{port}", "512"]
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=self._environment, cwd="/", stdout=output, stderr=output)
        try:
            _wait_until_it_listens(port)
            yield Sink(log)
        finally:
            process.terminate()
            process.wait()

    def source(self, port: int, *, letters: int, octets: int, sessions: int, keep_open: bool) -> float:
        """Seconds that `smtp-source` takes for so many letters; it connects anew for each, or keeps its connections."""
        options = [*(["-d"] if keep_open else []), "-s", str(sessions), "-m", str(letters), "-l", str(octets)]
        addresses = ["-f", "news@tidewater.example", "-t", "noor@example.com"]
        began = time.perf_counter()
        command = ["smtp-source", *options, *addresses, f"127.0.0.1:{port}"]
        subprocess.run(command, env=self._environment, cwd="/", check=True)
        return time.perf_counter() - began


class Sink:
    """What the sink has counted."""

    def __init__(self, log: Path) -> None:
        self._log = log

    @property
    def letters(self) -> int:
        """Letters it took, whoever sent them: the last line of its running counters."""
        counted = re.findall(rb"mesg=(\d+)", self._log.read_bytes()[-4096:])
        return int(counted[-1]) if counted else 0


def _unpack(folder: Path) -> None:
    folder.chmod(0o755)
    try:
        subprocess.run(["apt-get", "download", "-q", "postfix"], cwd=folder, check=True, capture_output=True)
        package = next(folder.glob("postfix_*.deb"))
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)
    except (OSError, subprocess.CalledProcessError, StopIteration) as wrong:
        raise NoPostfix(NOT_FOUND) from wrong


def _as_nobody() -> list[str]:
    return ["-u", "nobody"] if os.geteuid() == 0 else []


def _wait_until_it_listens(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NoPostfix("smtp-sink does not listen")
