"""The whole path of a blast against smtp-source in the same run: claim, letter, gate before the dot, dot, result."""

import argparse
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from bench.bulk import move_in
from bench.postfix import NoPostfix, Postfix, Sink
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.blasts import drafting, scheduling
from saidyes.blasts.models import Blast, everyone
from saidyes.delivery import desk
from saidyes.delivery.desk import Question, Result, settle_and_decide
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.lanes import blast_lane
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.models import State
from saidyes.mail.posting.line import Line
from saidyes.sample import cast

REACH = {"sqlite": 0.60, "postgresql": 0.50}
SESSIONS = 10
BODY = "Hi {{ guardian first name }},\n\nbring {{ student first names }}.\n\n" + "The pool is closed for repairs. " * 60


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench sending")
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    business = cast.tidewater("tidewater.localhost")
    author = hire(business, **vars(cast.THEO), password=os.urandom(12).hex())
    move_in(business, options.recipients)
    port = urlsplit(settings.SAIDYES_EMAIL_URL).port or 0
    try:
        with tempfile.TemporaryDirectory(prefix="saidyes-postfix-") as name:
            postfix = Postfix(Path(name))
            with postfix.sink(port) as sink:
                return measure(Bench(author, postfix, sink, port), options.recipients, options.rounds)
    except NoPostfix as why:
        print(why)
        return 1


def measure(bench: "Bench", letters: int, rounds: int) -> int:
    print(f"{letters:,} letters on {connection.vendor}, {settings.SAIDYES_CONNECTIONS} connections", flush=True)
    ratios, costs, off = [], [], 0
    with stopwatch() as gaps:
        for number in range(1, rounds + 1):
            theirs = letters / bench.source(letters)
            cpu = time.process_time()
            seconds, arrived, counts = bench.ours()
            costs.append((time.process_time() - cpu) / letters)
            ratios.append(letters / seconds / theirs)
            off += (arrived != letters) + (counts != {State.SENT: letters})
            ours = f"ours {letters / seconds:6.0f} a second, {arrived:,} at the sink"
            print(f"  {number}: smtp-source -d -s {SESSIONS} {theirs:6.0f}, {ours}: {ratios[-1]:.2f}", flush=True)
    median, reach = statistics.median(ratios), REACH[connection.vendor]
    late = sorted(gaps)
    print(f"  median {median:.2f}, to reach {reach}; letters of {bench.octets:,} octets")
    print(f"  CPU of the worker a letter, filling included {statistics.median(costs) * 1e6:.0f} us")
    for share in (0.5, 0.99):
        print(f"  H committed to dot, p{share * 100:.0f} {late[int(len(late) * share)] * 1000:.2f} ms")
    return 0 if median >= reach and not off else 1


class Bench:
    """One school, sent to again and again."""

    def __init__(self, author: Membership, postfix: Postfix, sink: Sink, port: int) -> None:
        self._author = author
        self._postfix = postfix
        self._sink = sink
        self._port = port
        self.octets = 10_240

    def source(self, letters: int) -> float:
        return self._postfix.source(self._port, letters=letters, octets=self.octets, sessions=SESSIONS)

    def ours(self) -> tuple[float, int, Counter[str]]:
        """Seconds from the first claim to the last result, letters at the sink, and where the rows stand."""
        blast = self._filled()
        before, lane = self._sink.letters, blast_lane(stopping=lambda: False, desk=desk.DeskThread)
        began = time.perf_counter()
        while lane.turn():
            pass
        seconds = time.perf_counter() - began
        lane.close()
        return seconds, self._sink.letters - before, Counter(blast.recipients.values_list("state", flat=True))

    def _filled(self) -> Blast:
        content = drafting.Content("Closed on Friday", "", BODY, everyone())
        draft = drafting.start_draft(self._author.business, content, author=self._author.user)
        actor = Actor(ActorKind.STAFF, name="bench")
        blast = scheduling.schedule(draft, version=draft.version, at=None, actor=actor, source=Source.OFFICE)
        while start_and_fill():
            pass
        blast.refresh_from_db()
        return blast


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
