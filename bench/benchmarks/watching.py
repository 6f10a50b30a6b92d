"""What it costs to know that it works, while a school has many letters: metrics, alarms, brakes. --letters 1000000

The medians of five rounds; 100 addresses have complained and 100 have bounced. What counts is the CPU of this process,
which on SQLite is all of it; on PostgreSQL, where the server works, the time that passed.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.bulk import move_in
from bench.crowd import confirmed, staffed
from saidyes.businesses.models import Business
from saidyes.checkup import figures, rates, watching
from saidyes.common import clock
from saidyes.consent.models import Address, Suppression, SuppressionKind
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State

ROUNDS = 5
EACH = 100
AT_MOST = {"brakes": 0.05, "alarms": 0.05, "metrics": 2.0}  # seconds


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench watching")
    parser.add_argument("--letters", type=int, default=1_000_000)
    letters = parser.parse_args(arguments).letters
    author = staffed()
    move_in(author.business, letters)
    confirmed(author, "Closed on Friday")
    while start_and_fill():
        pass
    now = clock.now()
    Recipient.objects.update(state=State.SENT, settled_at=now, handed_at=now, answer="250 2.0.0 Ok")
    report_some(author.business)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{letters:,} letters on {connection.vendor}{'statements':>24}{'ms':>10}{'ms of CPU':>12}")
    acts = {"brakes": lambda: list(rates.too_many()), "alarms": watching.what_is_wrong, "metrics": figures.as_text}
    slow = [name for name, act in acts.items() if measured(name, act) > AT_MOST[name]]
    print(f"\n{'TOO SLOW: ' + ', '.join(slow) if slow else 'All within their limits.'}")
    return 1 if slow else 0


def report_some(business: Business) -> None:
    some = list(Address.objects.filter(business=business).order_by("pk")[: 2 * EACH])
    kinds = (SuppressionKind.COMPLAINT, SuppressionKind.BOUNCE)
    Suppression.objects.bulk_create(
        Suppression(
            business=business, address=one, kind=kinds[n % 2], event=one.pk, set_at=clock.now() - timedelta(days=1)
        )
        for n, one in enumerate(some)
    )


def measured(name: str, act: Callable[[], object]) -> float:
    with CaptureQueriesContext(connection) as asked:
        act()
    taken = [timed(act) for _ in range(ROUNDS)]
    passed, cpu = (median(column) for column in zip(*taken, strict=True))
    print(f"  {name:<32}{len(asked):>18}{1_000 * passed:>14,.1f}{1_000 * cpu:>12,.1f}", flush=True)
    return cpu if connection.vendor == "sqlite" else passed


def timed(act: Callable[[], object]) -> tuple[float, float]:
    began, worked = perf_counter(), process_time()
    act()
    return perf_counter() - began, process_time() - worked
