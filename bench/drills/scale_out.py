"""Many workers, a clock and a real RabbitMQ: kill one of each kind in the midst of a blast, and count. --recipients N.

Three Celery workers send; one is killed and replaced, and the broker loses its power and comes back. Each worker has a
mail server of its own in this process, which is how their shares are known. PostgreSQL keeps what it commits.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from bench.bulk import move_in
from bench.crowd import confirmed, staffed
from bench.processes import NeverCame, Workers, wait_for
from bench.rabbitmq import NoRabbitMQ, RabbitMQ, rabbitmq
from bench.reporting import Report
from bench.smtp_server import SmtpServer, Stored
from saidyes.blasts.models import Blast, Status
from saidyes.delivery.models import Recipient
from saidyes.ledger import sealing
from saidyes.mail.models import State

WORKERS = 3
AT_THE_DOT = settings.SAIDYES_CONNECTIONS  # letters of one worker between the last question and the answer, at most
LEASE_SECONDS = "5"
LONGEST_SECONDS = 600
SEALED_WITHIN = 30
MOST = 0.95  # the last ones wait for the lease of the dead, which is no stall of the others
REST = {State.SENT, State.FAILED, State.LEFT_OUT, State.UNCERTAIN}


@dataclass
class Scene:
    """All that runs: the broker, a mail server for each worker, the workers, the two that keep the wheel going."""

    broker: RabbitMQ
    servers: list[SmtpServer]
    workers: list[Workers] = field(default_factory=list)
    happened: list[float] = field(default_factory=list)
    back: float = 0  # when the broker was there again

    @property
    def letters(self) -> list[Stored]:
        return sorted((letter for server in self.servers for letter in server.letters), key=lambda letter: letter.at)

    @property
    def kept(self) -> int:
        return sum(len(server.letters) for server in self.servers)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run drill scale-out")
    parser.add_argument("--recipients", type=int, default=20_000)
    recipients = parser.parse_args(arguments).recipients
    if connection.vendor != "postgresql":
        print("Machines share PostgreSQL, not SQLite: --database postgres")
        return 2
    author = staffed()
    move_in(author.business, recipients)
    report = Report()
    report.title(f"scale-out: {recipients:,} recipients, {WORKERS} workers, 1 kill, 1 power cut of the broker")
    try:
        with scene() as stage:
            began = time.monotonic()
            blast = confirmed(author, "Closed on Friday")
            see_it_through(blast, stage, recipients)
            report.line("seconds from Send to the last result", round(time.monotonic() - began))
            count(report, blast, stage, recipients)
            report.line("events of the audit log that got no seal", left_unsealed(author.business_id), 0)
    except NoRabbitMQ as why:
        print(why)
        return 1
    return report.verdict()


@contextmanager
def scene() -> Iterator[Scene]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="saidyes-rabbitmq-")))
        broker = stack.enter_context(rabbitmq(folder))
        servers = [stack.enter_context(SmtpServer()) for _ in range(WORKERS)]
        os.environ.update(SAIDYES_ENGINE="celery", BROKER_URL=broker.url, SAIDYES_LEASE_SECONDS=LEASE_SECONDS)
        stage = Scene(broker, servers)
        for server in servers:
            os.environ["EMAIL_URL"] = server.url
            stage.workers.append(stack.enter_context(Workers(1, "manage.py", "celery", "worker", "blasts")))
        for queues in (("duties", "notices"), ("audit",)):
            stack.enter_context(Workers(1, "manage.py", "celery", "worker", *queues))
        stack.enter_context(Workers(1, "manage.py", "celery", "beat"))
        yield stage


def see_it_through(blast: Blast, stage: Scene, recipients: int) -> None:
    """Until the blast has come to rest; a third through, a worker is killed, and at two thirds the broker."""
    events = [(recipients // 3, kill_a_worker), (recipients * 2 // 3, cut_the_power)]
    until = time.monotonic() + LONGEST_SECONDS
    while Blast.objects.get(pk=blast.pk).status != Status.FINISHED:
        if time.monotonic() > until:
            raise NeverCame("the end of the blast")
        if events and stage.kept >= events[0][0]:
            stage.happened.append(time.time())
            events.pop(0)[1](stage)
        time.sleep(0.05)


def kill_a_worker(stage: Scene) -> None:
    stage.workers[0].kill(0)


def cut_the_power(stage: Scene) -> None:
    stage.broker.kill()
    stage.broker.start()
    stage.back = time.time()


def count(report: Report, blast: Blast, stage: Scene, recipients: int) -> None:
    rows = dict(Recipient.objects.filter(blast=blast).values_list("email", "state"))
    letters, states = stage.letters, Counter(rows.values())
    kept = Counter(letter.rcpt for letter in letters)
    report.line("rows at rest", sum(state in REST for state in rows.values()), recipients)
    for state in sorted(states):
        report.line(f"  {state}", states[state])
    report.line("letters at the servers", len(letters))
    report.line("sent, but not at a server", sum(s == State.SENT and not kept[e] for e, s in rows.items()), 0)
    report.line("duplicates", sum(kept.values()) - len(kept), 0)
    report.at_most("uncertain, against kills and lines", states[State.UNCERTAIN], AT_THE_DOT)
    for number, server in enumerate(stage.servers, 1):
        report.line(f"share of worker {number}, in percent", round(100 * len(server.letters) / max(1, len(letters))))
    kill, cut = stage.happened
    report.line("longest stall after the kill, in milliseconds", stall(letters, kill, cut))
    report.line("the broker was away, in milliseconds", round(1000 * (stage.back - cut)))
    report.line("longest stall after the power cut, in milliseconds", stall(letters, cut, time.time()))


def left_unsealed(business_id: UUID) -> int:
    """How many events, once the worker of the audit log had its time."""
    with suppress(NeverCame):
        wait_for(lambda: not sealing.unsealed(business_id).exists(), "the seal", SEALED_WITHIN)
    return sealing.unsealed(business_id).count()


def stall(letters: list[Stored], since: float, until: float) -> int:
    """Milliseconds between two letters, at most, from one moment to the other, until nearly all have arrived."""
    moments = [since, *(letter.at for letter in letters[: int(len(letters) * MOST)] if since < letter.at < until)]
    return round(1000 * max((after - before for before, after in pairwise(moments)), default=0))
