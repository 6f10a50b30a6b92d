"""What the chain costs a choice; how long a million events take to seal and to verify; how fast a day is looked up."""

import argparse
import hashlib
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection

from bench.long_ledger import DAYS, written
from bench.processes import ROOT
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.as_of import Then, by_its_events
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.knowing import address_for
from saidyes.consent.models import Address, WordingKind
from saidyes.ledger import recording, sealing
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event, EventPrivate
from saidyes.sample import cast

ROUNDS, CHOICES, BEARABLE = 7, 400, 1.3
LOOKUPS = 300
ANA = Actor(ActorKind.GUARDIAN, id="g", name="Ana Reed", ip="203.0.113.7", user_agent="Firefox", on_behalf_of="g")
WATCHED = """
import pathlib, resource
from saidyes.__main__ import main
main()
used = resource.getrusage(resource.RUSAGE_SELF)
peak = pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]  # ru_maxrss: our parent's, too
print(f"at most {int(peak) // 1024} MB of memory, {used.ru_utime + used.ru_stime:.0f} s of CPU")
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench ledger")
    parser.add_argument("--events", type=int, default=1_000_000, help="in the long ledger; 10000000 takes hours")
    events: int = parser.parse_args(arguments).events
    call_command("createcachetable", verbosity=0)
    business = cast.tidewater("tidewater.localhost")
    print(f"ledger on {connection.vendor}", flush=True)
    ratio = compare(business)
    addresses, seconds = timed(lambda: written(business, events, wording_of(business, WordingKind.QUESTION)))
    print(f"  {events:,} events written in {seconds:.0f} s", flush=True)
    sealed, seconds = timed(lambda: sealing.seal(business.pk))
    print(f"  {sealed:,} events put under {sealing.newest(business.pk).number:,} seals in {seconds:.0f} s", flush=True)  # type: ignore[union-attr]
    look_up(business, addresses)
    good = verify(business)
    return 0 if ratio <= BEARABLE and good else 1


def compare(business: Business) -> float:
    """Choices a second, one after the other, as they are and without the chain; rounds of the two take turns."""
    next_door = cast.lakeside("lakeside.localhost")  # whose ledger is then no ledger
    with_chain, without = [], []
    for number in range(ROUNDS):
        with_chain.append(choices(business, number))
        with no_chain():
            without.append(choices(next_door, number))
    kept, bare = statistics.median(with_chain), statistics.median(without)
    ratio = statistics.median(b / a for a, b in zip(with_chain, without, strict=True))
    print(f"  choices a second: {kept:,.0f} with the chain, {bare:,.0f} without; ratio {ratio:.2f}, at most {BEARABLE}")
    return ratio


def choices(business: Business, number: int) -> float:
    """Yes, then no, then yes, of twenty addresses."""
    names = [f"r{number}.{one}@reed.example" for one in range(20)]
    addresses = [address_for(business, name, actor=SYSTEM, source=Source.API) for name in names]
    words, evidence = wording_of(business, WordingKind.QUESTION), Evidence(proved=True)
    began = time.perf_counter()
    for turn in range(CHOICES):
        yes = (turn // 20) % 2 == 0
        record_choice(
            addresses[turn % 20], said_yes=yes, wording=words, actor=ANA, source=Source.PORTAL, evidence=evidence
        )
    return CHOICES / (time.perf_counter() - began)


@contextmanager
def no_chain() -> Iterator[None]:
    """The same event without its place in a chain: nobody looks at the last one, nothing is hashed."""
    joined, heads, numbers = recording._joined, recording._heads, itertools.count(1_000_000)  # noqa: SLF001
    recording._heads = lambda subjects: {}  # noqa: SLF001
    recording._joined = lambda entry, last: _bare(entry, next(numbers))  # noqa: SLF001
    try:
        yield
    finally:
        recording._joined, recording._heads = joined, heads  # noqa: SLF001


def _bare(entry: recording.Entry, number: int) -> tuple[Event, list[EventPrivate]]:
    event = Event(
        business_id=entry.subject.business_id,
        subject=f"bare:{entry.subject.name[8:]}",
        seq=number,
        verb=entry.verb,
        happened_at=clock.now(),
        actor_kind=entry.actor.kind,
        actor_id=entry.actor.id,
        on_behalf_of=entry.actor.on_behalf_of,
        source=entry.source,
        facts=entry.facts,
    )
    details = {**entry.actor.personal, **entry.private}
    private = EventPrivate(event=event, business_id=event.business_id, salt=b"", details=details)
    return event, [private]


def look_up(business: Business, addresses: Sequence[UUID]) -> None:
    """Where an address stood on a day, from its name to its standing, as Consent lookup asks for it."""
    day = clock.now() - timedelta(days=DAYS / 2)
    took = []
    for number in range(LOOKUPS):
        place = int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:6]) % len(addresses)
        key = Address.objects.values_list("key", flat=True).get(pk=addresses[place])
        then, seconds = timed(partial(standing_at, business, key, day))
        assert then.on_file
        took.append(1000 * seconds)
    took.sort()
    print(f"  as of a day, {LOOKUPS} addresses: median {took[LOOKUPS // 2]:.2f} ms, p99 {took[-LOOKUPS // 100]:.2f} ms")


def standing_at(business: Business, key: str, day: datetime) -> Then:
    return by_its_events(business.addresses.get(key=key), day)


def verify(business: Business) -> bool:
    """In a process of its own, as people run it; its last line says what it used."""
    command = [sys.executable, "-c", WATCHED, "verify_ledger", "--business", business.host]
    run = partial(subprocess.run, command, check=False, cwd=ROOT, capture_output=True, text=True)
    done, seconds = timed(run)
    *said, used = done.stdout.strip().splitlines() or ["?"]
    print("\n".join(f"  | {line}" for line in said) + done.stderr[-2000:])
    print(f"  verified in {seconds:.0f} s, {used}")
    return bool(done.returncode == 0)


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    done = act()
    return done, time.perf_counter() - began
