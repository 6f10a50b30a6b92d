"""Several hands at one blast, without a mail server, all at its first row or each elsewhere. --recipients N --hands N

What is left is the database alone: claim, the last question, the result. Waits are samples of pg_stat_activity.
"""

import argparse
import time
from collections import Counter
from multiprocessing import get_context
from uuid import UUID

from django.db import connection, connections

from bench.bulk import move_in
from bench.crowd import confirmed, staffed
from saidyes.blasts.models import Blast
from saidyes.delivery import spreading
from saidyes.delivery.desk import Question, Result, settle_and_decide
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.spreading import Hand
from saidyes.delivery.stock import Ready, claim_ready
from saidyes.mail.models import State

A_GROUP = 18  # letters that wait at a dot together, as `bench sending` sees them
WAITING = (
    "SELECT coalesce(wait_event_type || ' ' || wait_event, 'at work') FROM pg_stat_activity WHERE state = 'active'"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench hands")
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--hands", type=int, default=4)
    options = parser.parse_args(arguments)
    if connection.vendor != "postgresql":
        print("Many hands need PostgreSQL: --database postgres")
        return 2
    author = staffed()
    move_in(author.business, options.recipients)
    print(f"{options.recipients:,} letters, no mail server", flush=True)
    for hands, spread in ((1, False), (options.hands, False), (options.hands, True)):
        blast = confirmed(author, "Closed on Friday")
        while start_and_fill():
            pass
        seconds, waits = race(blast, hands, spread=spread)
        sent = blast.recipients.filter(state=State.SENT).count()
        where = "each elsewhere" if spread else "at the first row"
        print(f"  {hands:>2} hands, {where:<18}{sent / seconds:7,.0f} a second, {sent:,} sent; {waits}", flush=True)
    return 0


def race(blast: Blast, hands: int, *, spread: bool) -> tuple[float, str]:
    """Seconds until all are done, and what the database waited for meanwhile."""
    starts = [Hand(blast.business_id, blast.pk, number if spread else 0, hands) for number in range(hands)]
    keys = [spreading.beginning_of(each) for each in starts]
    connections.close_all()
    crowd = [get_context("fork").Process(target=take_all, args=(blast.pk, after), daemon=True) for after in keys]
    seen: Counter[str] = Counter()
    began = time.perf_counter()
    for each in crowd:
        each.start()
    while any(each.is_alive() for each in crowd):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            seen.update(what for (what,) in cursor.fetchall())
        time.sleep(0.01)
    return time.perf_counter() - began, ", ".join(f"{what} {count}" for what, count in seen.most_common(8))


def take_all(blast: UUID, after: int) -> None:
    """Claim, ask and settle until nothing is left, as a worker does whose mail server answers at once."""
    last, done = after, list[Result]()
    while rows := claim_ready(blast, last) or (claim_ready(blast, 0) if last else []):
        last = rows[-1].id
        for first in range(0, len(rows), A_GROUP):
            done = asked(blast, rows[first : first + A_GROUP], done)
    settle_and_decide(done, [])
    connections.close_all()


def asked(blast: UUID, group: list[Ready], done: list[Result]) -> list[Result]:
    stands = settle_and_decide(done, [Question(row.id, row.token, row.address, blast, row.key) for row in group])
    return [Result(row.id, row.token, "250 2.0.0 Kept") for row in group if stands.get(row.id) == State.HANDING]
