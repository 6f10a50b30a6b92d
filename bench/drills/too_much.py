"""Send the pages what is too large, too long or too slow, while a family goes on using them.

Everything is refused in time, the server keeps its memory, and the family notices nothing. But for one thing: bodies
that come slowly are for the proxy in front to take in. What they do without one is counted last.
"""

import http.client
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection

from bench.crowd import staffed
from bench.processes import pages
from bench.reporting import Report

HOST = "tidewater.localhost"
PAGE = "/portal/log-in/"
TIMES = 25
SLOW = 60  # connections at once
FORM = "application/x-www-form-urlencoded"
POST = f"POST {PAGE} HTTP/1.1\r\nHost: {HOST}\r\nCookie: csrf={'c' * 32}\r\n"  # without one, no form is even read
MEGABYTE = 1024 * 1024
TOO_MUCH: dict[str, tuple[str, bytes, int]] = {  # headers, body, the answer
    "11 MB announced": (f"Content-Type: {FORM}\r\nContent-Length: {11 * MEGABYTE}\r\n", b"x" * MEGABYTE, 413),
    "200 MB announced": (f"Content-Type: {FORM}\r\nContent-Length: {200 * MEGABYTE}\r\n", b"x" * MEGABYTE, 413),
    "3 MB in one field": (f"Content-Type: {FORM}\r\nContent-Length: {3 * MEGABYTE}\r\n", b"x" * 3 * MEGABYTE, 413),
    "20,000 fields": (f"Content-Type: {FORM}\r\nContent-Length: 79999\r\n", b"a=1&" * 19_999 + b"b=2", 400),
    "20 kB of headers": (f"X-Long: {'x' * 20_000}\r\nContent-Length: 0\r\n", b"", 431),
    "64 kB of headers": (f"X-Long: {'x' * 65_536}\r\nContent-Length: 0\r\n", b"", 431),
    "a body of no said length": ("Transfer-Encoding: chunked\r\n", b"3\r\na=1\r\n0\r\n\r\n", 411),
}


def main(_arguments: list[str]) -> int:
    report = Report()
    report.title(f"too-much on {connection.vendor}")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    staffed()
    with pages() as process:
        ask()
        before = memory_of(process.pid)
        with family() as seconds:
            for what, (headers, body, status) in TOO_MUCH.items():
                answers = [answer_to(headers, body) for _ in range(TIMES)]
                report.line(f"{what}: answered {status}", answers.count(status), TIMES)
        told(report, "beside that", seconds)
        with family() as seconds:
            report.line("headers at a byte a second: closed within 15 s", sum(dawdle(in_headers=True)), SLOW)
        told(report, "beside that", seconds)
        with family() as seconds:
            dawdle(in_headers=False)
        report.line("beside bodies at a byte a second, without a proxy: pages", len(seconds))
        report.at_most("memory the server took, MB", max(0, memory_of(process.pid) - before), 200)
    return report.verdict()


def told(report: Report, when: str, seconds: list[float]) -> None:
    slowest = round(1000 * quantiles(seconds, n=100)[98])
    report.line(f"{when}: pages for the family", len(seconds))
    report.at_most(f"{when}: ms for the slowest of a hundred", slowest, 1000)


def answer_to(headers: str, body: bytes) -> int:
    """The status, even when it comes before everything was sent; 0 when nothing comes."""
    with connected() as line:
        line.sendall(f"{POST}{headers}\r\n".encode())
        with suppress(OSError):  # it heard enough
            line.sendall(body)
        try:
            first = line.recv(65_536).split(b" ", 2)
        except OSError:
            return 0
    return int(first[1]) if len(first) > 2 else 0


def dawdle(*, in_headers: bool) -> list[bool]:
    """For each of many connections, whether the server ended it."""
    head = POST + ("X-Slow: " if in_headers else f"Content-Type: {FORM}\r\nContent-Length: 1000\r\n\r\n")
    lines = [connected() for _ in range(SLOW)]
    for line in lines:
        line.sendall(head.encode())
    for _ in range(15):
        time.sleep(1)
        for line in lines:
            drip(line)
    ended = [has_ended(line) for line in lines]
    for line in lines:
        line.close()
    return ended


def drip(line: socket.socket) -> None:
    with suppress(OSError):
        line.send(b"x")


def has_ended(line: socket.socket) -> bool:
    line.settimeout(0.1)
    try:
        while line.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def family() -> Iterator[list[float]]:
    """Somebody asks for a page again and again meanwhile; how long each took."""
    seconds: list[float] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(0.05):
            seconds.append(ask())

    asking = threading.Thread(target=go_on)
    asking.start()
    try:
        yield seconds
    finally:
        over.set()
        asking.join()


def ask() -> float:
    began = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port(), timeout=60)
    line.request("GET", PAGE, headers={"Host": HOST})
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"the family got {answer.status}")
    return time.monotonic() - began


def connected() -> socket.socket:
    return socket.create_connection(("127.0.0.1", port()), timeout=20)


def port() -> int:
    return urlsplit(os.environ["SAIDYES_BASE_URL"]).port or 80


def memory_of(pid: int) -> int:
    """Resident megabytes of a process and of those it started."""
    family_of = [pid, *(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages_held = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family_of)
    return pages_held * os.sysconf("SC_PAGE_SIZE") // MEGABYTE
