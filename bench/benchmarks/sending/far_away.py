"""Ten connections to a server 20 ms away, against smtplib and smtp-source with as many."""

import smtplib
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from bench.benchmarks.sending.ground import OCTETS, letters_a_second, our_port, postfix_and_sink, school_of
from bench.grounds import free_port
from bench.processes import listening

ROUND_TRIP = 0.020
CONNECTIONS = 10
REACH = 3.0
MAIL = b"Subject: Closed\r\n\r\n" + b"The pool is closed for repairs.\r\n" * (OCTETS // 34)


def measure(recipients: int = 2_000, rounds: int = 3) -> int:
    settings.SAIDYES_CONNECTIONS = CONNECTIONS
    author, near, far = school_of(recipients), free_port(), our_port()
    with postfix_and_sink(near) as (postfix, sink), listening(far, "bench.far_away", far, near, ROUND_TRIP / 2):

        def source(*, keep_open: bool) -> float:
            ways = {"letters": recipients, "octets": OCTETS, "sessions": CONNECTIONS}
            return recipients / postfix.source(far, **ways, keep_open=keep_open)

        runs: dict[str, Callable[[], float]] = {
            "ours": lambda: letters_a_second(author, recipients),
            "smtplib": lambda: plain(far, recipients),
            "smtp-source": lambda: source(keep_open=False),
            "smtp-source -d": lambda: source(keep_open=True),
        }
        rates = {name: statistics.median(run() for _ in range(rounds)) for name, run in runs.items()}
        expected = rounds * len(runs) * recipients
        print(f"  {sink.letters:,} of {expected:,} letters at the sink, {CONNECTIONS} connections each")
    for name, rate in rates.items():
        print(f"  {name:<16}{rate:6.0f} a second; ours {rates['ours'] / rate:.2f} of it")
    reached = all(rates["ours"] >= REACH * rate for name, rate in rates.items() if name != "ours")
    print(f"  to reach {REACH:.0f}")
    return 0 if reached else 1


def plain(port: int, letters: int) -> float:
    """As most programs send: a thread with its own connection for each share, one command after the other."""

    def share(count: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as connection:
            for number in range(count):
                connection.sendmail("news@tidewater.example", [f"ana.{number}@reed.example"], MAIL)

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(share, [letters // CONNECTIONS] * CONNECTIONS))
    return letters / (time.perf_counter() - began)
