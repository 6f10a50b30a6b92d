"""What row-level security costs: a blast on its whole path and pages of the office, in turns with and without.

On PostgreSQL. --letters N, --rounds N. Exit 1 when sending takes 5 % longer with it.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from django.apps import apps
from django.db import connection
from django.test import Client

from bench.benchmarks.sending.ground import filled, must_be_sent, our_port, postfix_and_sink, prepare_pages, send
from bench.lived_in import live_in
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.common.fence.policies import fence_all_there_are, take_all_down
from saidyes.sample import cast
from tests.cast import HOST, PASSWORD, in_the_office

MOST = 1.05
AGAIN = 5
PAGES = (
    "/office/",
    "/office/families/",
    "/office/families/?q=reed",
    "/office/audit-log/",
    "/office/audit-log/?page=200",
    "/office/email-blast/",
    "/office/reports/unsubscribed-families/",
)
WITH, WITHOUT = "with", "without"
TO: dict[str, Callable[..., None]] = {WITH: fence_all_there_are, WITHOUT: take_all_down}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench fence")
    parser.add_argument("--letters", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args(arguments)
    if connection.vendor != "postgresql":
        parser.error("SQLite has no row-level security: say --database postgres")
    prepare_pages()
    author = hire(cast.tidewater(HOST), **vars(cast.MARISOL), password=PASSWORD)
    live_in(author, options.letters, 10 * options.letters)
    browser = in_the_office(author)
    ratio = sending(author, options.rounds)
    opening(browser, options.rounds)
    return 0 if ratio <= MOST else 1


def in_turns(rounds: int, measure: Callable[[], float]) -> tuple[float, float]:
    """Medians with and without; which goes first changes from round to round."""
    found: dict[str, list[float]] = {WITH: [], WITHOUT: []}
    for number in range(rounds):
        for how in (WITH, WITHOUT) if number % 2 else (WITHOUT, WITH):
            with connection.schema_editor() as editor:
                TO[how](apps, editor)
            found[how].append(measure())
    return statistics.median(found[WITH]), statistics.median(found[WITHOUT])


def sending(author: Membership, rounds: int) -> float:
    """Seconds of a blast, from the first claim to the last result."""

    def once() -> float:
        blast = filled(author)
        took = send()
        must_be_sent(blast, blast.recipients.count())
        return took.seconds

    with postfix_and_sink(our_port()):
        once()
        fenced, bare = in_turns(rounds, once)
    print(f"  sending   with {fenced:.2f} s, without {bare:.2f} s: {fenced / bare:.3f}, to reach {MOST}", flush=True)
    return fenced / bare


def opening(browser: Client, rounds: int) -> None:
    """Milliseconds of a page within the server, the fastest of some visits."""
    for page in PAGES:

        def once(page: str = page) -> float:
            return min(visit(browser, page) for _ in range(AGAIN))

        fenced, bare = in_turns(rounds, once)
        print(f"  {page:<40}with {fenced:6.1f} ms, without {bare:6.1f} ms: {fenced / bare:.3f}", flush=True)


def visit(browser: Client, page: str) -> float:
    began = time.perf_counter()
    answer = browser.get(page)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{page}: {answer.status_code}")
    return took * 1000
