"""The portal while a blast runs flat out: people read the page of their link, and every other one leaves by it."""

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection

from bench.benchmarks.sending.ground import confirmed, our_port, postfix_and_sink, prepare_pages, school_of
from bench.leaving import NotAsPromised, by_one_click, fetch
from bench.processes import pages, wait_for, worker
from saidyes.blasts.models import Blast
from saidyes.consent.links import unsubscribe_url
from saidyes.delivery.models import Recipient

A_SECOND = {"sqlite": 10, "postgresql": 50}
REACH = {"sqlite": 0.5, "postgresql": 0.3}  # p99
WORST = {"sqlite": 3.0, "postgresql": float("inf")}
SECONDS = 20
AT_ONCE = 64


def measure(recipients: int = 200_000, rounds: int = 1) -> int:
    rate = A_SECOND[connection.vendor]
    prepare_pages()
    blast = confirmed(school_of(recipients))
    with postfix_and_sink(our_port()) as (_, sink), pages(), worker():
        wait_for(lambda: sink.letters > 0, "the first letter")
        links = readers(blast)
        by_one_click(next(links), multipart=False)  # the first page of a fresh server is not what is measured
        before = sink.letters
        took, off = asked(links, rate * SECONDS, rate)
        sent = sink.letters - before
        blast.refresh_from_db()
    took.sort()
    p99, worst = took[int(len(took) * 0.99)], took[-1]
    print(
        f"{connection.vendor}: {rate} requests a second for {SECONDS} s, {sent / SECONDS:.0f} letters a second beside"
    )
    print(f"  p50 {took[len(took) // 2] * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, worst {worst * 1000:.0f} ms")
    print(f"  answers that were not as promised {off}; the blast ended before we did: {blast.finished_at is not None}")
    return 0 if p99 <= REACH[connection.vendor] and worst <= WORST[connection.vendor] and not off else 1


def readers(blast: Blast) -> Iterator[str]:
    """The links of people, from the last one on: most of them have not got their letter yet."""
    rows = Recipient.objects.filter(blast=blast).order_by("-pk").values_list("address_id", flat=True)
    for address in rows[: A_SECOND[connection.vendor] * SECONDS + 1]:
        yield unsubscribe_url(blast.business, address, blast.pk)


def asked(links: Iterator[str], count: int, rate: int) -> tuple[list[float], int]:
    """So many requests at an even pace, whether or not the ones before were answered; a late start counts too."""
    began = time.perf_counter()

    def one(number: int, link: str) -> float | None:
        try:
            by_one_click(link, multipart=False) if number % 2 else fetch(link, "GET")
        except (NotAsPromised, OSError):
            return None
        return time.perf_counter() - began - number / rate

    answers: list[Future[float | None]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, link in enumerate(itertools.islice(links, count)):
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            answers.append(pool.submit(one, number, link))
    found = [answer.result() for answer in answers]
    return [seconds for seconds in found if seconds is not None], found.count(None)
