"""What every row of the table stands on: a school, blasts to all of it, a worker's lane, and Postfix's tools."""

import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command

from bench.benchmarks.sending.beside import Beside, begin, end
from bench.bulk import move_in
from bench.postfix import Postfix, Sink
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.blasts import drafting, scheduling
from saidyes.blasts.models import Blast, everyone
from saidyes.delivery.desk import DeskThread
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.lanes import blast_lane
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.models import State
from saidyes.sample import cast

OCTETS = 10_240
BODY = "Hi {{ guardian first name }},\n\nbring {{ student first names }}.\n\n" + "The pool is closed for repairs. " * 60


def school_of(count: int) -> Membership:
    """So many families that said yes. Who may send to them."""
    business = cast.tidewater("tidewater.localhost")
    move_in(business, count)
    return hire(business, **vars(cast.THEO), password=os.urandom(12).hex())


def confirmed(author: Membership) -> Blast:
    """A letter of about OCTETS to everybody; somebody pressed Send."""
    content = drafting.Content("Closed on Friday", "", BODY, everyone())
    draft = drafting.start_draft(author.business, content, author=author.user)
    actor = Actor(ActorKind.STAFF, name="bench")
    return scheduling.schedule(draft, version=draft.version, at=None, actor=actor, source=Source.OFFICE)


def filled(author: Membership) -> Blast:
    """The same, with a waiting row for each of them."""
    blast = confirmed(author)
    fill()
    blast.refresh_from_db()
    return blast


def fill() -> None:
    """A row for everybody, chunk by chunk."""
    while start_and_fill():
        pass


class Took(NamedTuple):
    """Seconds of the clock, and of all workers' CPU."""

    seconds: float
    cpu: float


def send(beside: Sequence[Beside] = ()) -> Took:
    """From the first claim to the last result, as a worker does it; those beside do the same."""
    lane = blast_lane(stopping=lambda: False, desk=DeskThread)
    began, cpu = time.perf_counter(), time.process_time()
    begin(beside)
    while lane.turn():
        pass
    others = end(beside)
    took = Took(time.perf_counter() - began, time.process_time() - cpu + others)
    lane.close()
    return took


def letters_a_second(author: Membership, letters: int) -> float:
    """How fast a blast to everybody goes; each of them must have been sent."""
    blast = filled(author)
    took = send()
    must_be_sent(blast, letters)
    return letters / took.seconds


def must_be_sent(blast: Blast, count: int) -> None:
    """Its rows are so many, and each of them is sent; else nothing that was measured counts."""
    states = Counter(blast.recipients.values_list("state", flat=True))
    if states != {State.SENT: count}:
        raise SystemExit(f"{count:,} should be sent, but the rows are {dict(states)}")


def prepare_pages() -> None:
    """What the pages need besides the tables."""
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def our_port() -> int:
    """Where EMAIL_URL has its server."""
    return urlsplit(settings.SAIDYES_EMAIL_URL).port or 0


@contextmanager
def postfix_and_sink(port: int) -> Iterator[tuple[Postfix, Sink]]:
    """The tools, and a server at this port that takes everything. Raises `NoPostfix`."""
    with tempfile.TemporaryDirectory(prefix="saidyes-postfix-") as name:
        postfix = Postfix(Path(name))
        with postfix.sink(port) as sink:
            yield postfix, sink
