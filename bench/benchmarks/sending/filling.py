"""A row for each of many addresses, against the one INSERT ... SELECT that asks nobody and looks nothing up."""

import statistics
import time
from collections.abc import Callable

from django.db import connection

from bench.benchmarks.sending.ground import confirmed, fill, prepare_pages, school_of
from bench.leaving import by_one_click
from bench.processes import pages, wait_for, worker
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast
from saidyes.consent.links import unsubscribe_url

PATIENT = 10_000  # more do not leave meanwhile
LONGEST_WAIT = 2.0  # seconds, for an opt-out beside it
REACH = {"sqlite": 2.5, "postgresql": 3.0}
RAW = """
INSERT INTO delivery_recipient (business_id, blast_id, address_id, email, left_out_because, state, token, next_at,
                                attempts, maybe_sent, answer)
SELECT business_id, %s, id, spelling, '', 'queued', 0, CURRENT_TIMESTAMP, 0, FALSE, '' FROM consent_address
"""


def measure(recipients: int = 1_000_000, rounds: int = 1) -> int:
    print(f"{recipients:,} addresses on {connection.vendor}", flush=True)
    author = school_of(recipients)
    found = []
    for _ in range(rounds):
        theirs = seconds(confirmed(author), recipients, raw)
        ours = seconds(confirmed(author), recipients, lambda _: fill())
        print(f"  ours {ours:.1f} s, raw {theirs:.1f} s: {ours / theirs:.2f}", flush=True)
        found.append(ours / theirs)
    median, reach = statistics.median(found), REACH[connection.vendor]
    print(f"  median {median:.2f}, to reach {reach}")
    waits = waits_beside(author)
    print(f"  of {len(waits)} who left meanwhile, the slowest waited {waits[-1]:.2f} s, at most {LONGEST_WAIT:.0f}")
    return 0 if median <= reach and waits[-1] <= LONGEST_WAIT else 1


def seconds(blast: Blast, count: int, act: Callable[[Blast], None]) -> float:
    """How long the act takes to give each address its row; they are gone after, so that both begin alike."""
    began = time.perf_counter()
    act(blast)
    took = time.perf_counter() - began
    if blast.recipients.count() != count:
        raise SystemExit("not everybody has a row")
    Blast.objects.filter(pk=blast.pk).update(status="cancelled")
    _forget()
    return took


def waits_beside(author: Membership) -> list[float]:
    """Seconds until each was told who left by one-click, one after the other, while a worker gave everybody a row."""
    prepare_pages()
    addresses = author.business.addresses.order_by("-pk").values_list("pk", flat=True)
    links = iter([unsubscribe_url(author.business, pk) for pk in addresses[:PATIENT]])
    waits = []
    with pages(), worker():
        by_one_click(next(links), multipart=False)  # the first page of a fresh server is not what is measured
        blast = confirmed(author)
        wait_for(blast.recipients.exists, "the first row")
        while Blast.objects.filter(pk=blast.pk, filled_at=None).exists():
            began = time.perf_counter()
            by_one_click(next(links), multipart=False)
            waits.append(time.perf_counter() - began)
    return sorted(waits)


def raw(blast: Blast) -> None:
    key = blast.pk.hex if connection.vendor == "sqlite" else blast.pk
    with connection.cursor() as cursor:
        cursor.execute(RAW, [key])


def _forget() -> None:
    with connection.cursor() as cursor:
        empty = "DELETE FROM delivery_recipient" if connection.vendor == "sqlite" else "TRUNCATE delivery_recipient"
        cursor.execute(empty)
