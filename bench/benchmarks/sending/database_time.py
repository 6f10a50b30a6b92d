"""Seconds of the database a letter, in the last tenth of a long blast against the first."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from bench.benchmarks.sending.ground import filled, must_be_sent, our_port, postfix_and_sink, school_of, send
from saidyes.delivery import desk, stock

REACH = 1.3
Spent = list[tuple[int, float]]  # letters, seconds


def measure(recipients: int = 200_000, rounds: int = 1) -> int:
    author = school_of(recipients)
    found = []
    with postfix_and_sink(our_port()):
        for _ in range(rounds):
            blast = filled(author)
            with timed() as (asked, claimed):
                send()
            must_be_sent(blast, recipients)
            found.append(compare(asked, claimed))
    return 0 if sorted(found)[len(found) // 2] <= REACH else 1


def compare(asked: Spent, claimed: Spent) -> float:
    first, last = (cost(asked, tenth) + cost(claimed, tenth) for tenth in (0, 9))
    print(f"  first tenth {first * 1e6:.0f} us a letter, last {last * 1e6:.0f}: {last / first:.2f}, to reach {REACH}")
    return last / first


def cost(spent: Spent, tenth: int) -> float:
    """Seconds a letter in this tenth of all letters."""
    letters, seconds, before = 0, 0.0, 0
    everybody = sum(count for count, _ in spent)
    for count, took in spent:
        if before * 10 // everybody == tenth:
            letters, seconds = letters + count, seconds + took
        before += count
    return seconds / letters


@contextmanager
def timed() -> Iterator[tuple[Spent, Spent]]:
    """How long the desk and the claims take, in their order."""
    asked: Spent = []
    claimed: Spent = []

    def watched(act: Callable[..., Any], spent: Spent, letters: Callable[[Any], int]) -> Callable[..., Any]:
        def timed_act(*arguments: Any) -> Any:
            began = time.perf_counter()
            result = act(*arguments)
            spent.append((letters(result), time.perf_counter() - began))
            return result

        return timed_act

    desks = watched(desk.settle_and_decide, asked, len)
    claims = watched(stock.claim_ready, claimed, len)
    with patch.object(desk, "settle_and_decide", desks), patch.object(stock, "claim_ready", claims):
        yield asked, claimed
