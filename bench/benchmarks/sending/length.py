"""A long blast against a short one, each to a school of its own in the same database, taking turns."""

import statistics
from dataclasses import replace

from bench.benchmarks.sending.ground import letters_a_second, our_port, postfix_and_sink, school_of
from bench.bulk import move_in
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.sample import cast

SHORT = 10_000
NOT_SLOWER = 0.95  # two measurements of the same thing differ by so much


def measure(recipients: int = 60_000, rounds: int = 3) -> int:
    long, short = school_of(recipients), next_door(SHORT, first=recipients)
    with postfix_and_sink(our_port()):
        rates = [(letters_a_second(short, SHORT), letters_a_second(long, recipients)) for _ in range(rounds)]
    for few, many in rates:
        print(f"  {SHORT:,} letters: {few:6.0f} a second; {recipients:,}: {many:6.0f}; {many / few:.2f}")
    median = statistics.median(many / few for few, many in rates)
    print(f"  median {median:.2f}, to reach 1, less {1 - NOT_SLOWER:.2f} for noise")
    return 0 if median >= NOT_SLOWER else 1


def next_door(count: int, *, first: int) -> Membership:
    business = cast.lakeside("lakeside.localhost")
    move_in(business, count, first=first)
    who = replace(cast.THEO, address="theo@lakeside.example")
    return hire(business, **vars(who), password="not a secret here")
