"""The whole path of a blast against smtp-source in the same run: claim, letter, gate before the dot, dot, result."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection

from bench.benchmarks.sending.beside import Beside, others
from bench.benchmarks.sending.ground import OCTETS, filled, must_be_sent, our_port, postfix_and_sink, school_of, send
from bench.postfix import Postfix, Sink
from saidyes.accounts.models import Membership
from saidyes.delivery import desk
from saidyes.delivery.desk import Question, Result, settle_and_decide
from saidyes.mail.models import State
from saidyes.mail.posting.line import Line

REACH = {"sqlite": 0.60, "postgresql": 0.50}
LATEST = 0.005  # seconds between a commit and the last of its dots, p99
SESSIONS = 10


def measure(recipients: int = 20_000, rounds: int = 5, processes: int = 1) -> int:
    lines = f"{processes} x {settings.SAIDYES_CONNECTIONS} lines"
    print(f"{recipients:,} letters on {connection.vendor}, {lines}", flush=True)
    author = school_of(recipients)
    with postfix_and_sink(our_port()) as (postfix, sink), others(processes - 1) as beside, stopwatch() as gaps:
        found = [one_round(author, postfix, sink, beside, recipients) for _ in range(rounds)]
    named, stronger, costs = (statistics.median(column) for column in zip(*found, strict=True))
    reach, late = REACH[connection.vendor], sorted(gaps)
    p50, p99 = (late[int(len(late) * share)] for share in (0.5, 0.99))
    print(f"  median against smtp-source -s {SESSIONS}: {named:.2f}, to reach {reach}")
    print(f"  median against smtp-source -d -s {SESSIONS}, its connections kept open: {stronger:.2f}")
    print(f"  H committed to dot, p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms, to reach {LATEST * 1000:.0f}")
    print(f"  CPU of the workers a letter {costs * 1e6:.0f} us")
    return 0 if named >= reach and p99 <= LATEST else 1


def one_round(
    author: Membership, postfix: Postfix, sink: Sink, beside: list[Beside], letters: int
) -> tuple[float, float, float]:
    """Ours against both forms of theirs, and the CPU one letter takes."""
    blast = filled(author)
    theirs = [
        letters / postfix.source(our_port(), letters=letters, octets=OCTETS, sessions=SESSIONS, keep_open=keep_open)
        for keep_open in (False, True)
    ]
    before, took = sink.letters, send(beside)
    ours, cost = letters / took.seconds, took.cpu / letters
    arrived = sink.letters - before
    must_be_sent(blast, letters)
    if arrived != letters:
        raise SystemExit(f"{arrived:,} at the sink instead of {letters:,}")
    named, stronger = (ours / their for their in theirs)
    against = f"smtp-source {theirs[0]:6.0f}, with -d {theirs[1]:6.0f}: {named:.2f}, {stronger:.2f}"
    print(f"  ours {ours:6.0f} a second, {arrived:,} at the sink; {against}", flush=True)
    return named, stronger, cost


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Seconds between the commit of a group's question and each of its dots, over all groups."""
    gaps: list[float] = []
    decided_at = [0.0]
    decide, dot = settle_and_decide, Line.dot

    def timed_decide(results: list[Result], questions: list[Question]) -> dict[int, State]:
        verdicts = decide(results, questions)
        decided_at[0] = time.perf_counter()
        return verdicts

    def timed_dot(line: Line[Any], following: Any = None) -> Any:
        outcomes = dot(line, following)
        gaps.append(time.perf_counter() - decided_at[0])
        return outcomes

    with patch.object(desk, "settle_and_decide", timed_decide), patch.object(Line, "dot", timed_dot):
        yield gaps
