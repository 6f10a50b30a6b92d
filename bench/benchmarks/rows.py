"""Bytes a row takes in PostgreSQL, with its indexes: a family, a choice with its event, a letter, a receipt. --rows N

Written is what lies there right after the writing, old versions included; packed is what is left after VACUUM FULL.
"""

import argparse
from collections.abc import Callable
from functools import partial

from django.db import connection

from bench.benchmarks.hands import take_all
from bench.bulk import move_in
from bench.crowd import confirmed, staffed
from saidyes.accounts.models import Membership
from saidyes.businesses.models import Business
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import WordingKind
from saidyes.delivery.filling import start_and_fill
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

HOUSEHOLD = ("families_family", "families_guardian", "families_student", "families_heldaddress", "consent_address")
RECEIPT = {
    "guardian": "Ana Reed",
    "number": "10482",
    "amount": "$85.00",
    "paid_on": "March 3, 2026",
    "method": "Card",
    "for_what": "Swimming, spring term",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench rows")
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args(arguments).rows
    if connection.vendor != "postgresql":
        print("These are the sums of many machines: --database postgres")
        return 2
    author = staffed()
    print(f"{rows:,} of each{'written':>26}{'packed':>10}{'of it indexes':>16}{'WAL':>8}   bytes a row", flush=True)
    act = partial(weigh, rows=rows)
    act("a family with one address", HOUSEHOLD, lambda: move_in(author.business, rows))
    act("a letter, filled to sent", ("delivery_recipient",), lambda: send_to_all(author))
    act("a choice, with its event", ("ledger_event", "ledger_eventprivate"), lambda: say_no(author.business))
    act("a receipt", ("notices_notice",), lambda: receipts(author.business, rows))
    return 0


def weigh(what: str, tables: tuple[str, ...], act: Callable[[], None], *, rows: int) -> None:
    """Do it, and print what grew by how much, divided by the rows."""
    empty, wal = sum(map(size, tables)), written_ahead()
    act()
    wal = written_ahead() - wal
    written = sum(map(size, tables)) - empty
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM FULL {table}")
    packed, indexes = sum(map(size, tables)), sum(map(size_of_indexes, tables))
    sums = (written / rows, packed / rows, indexes / rows, wal / rows)
    print(f"  {what:<30}{sums[0]:7,.0f}{sums[1]:10,.0f}{sums[2]:16,.0f}{sums[3]:8,.0f}", flush=True)


def size(table: str) -> int:
    return number("SELECT pg_total_relation_size(%s::regclass)", table)


def size_of_indexes(table: str) -> int:
    return number("SELECT pg_indexes_size(%s::regclass)", table)


def written_ahead() -> int:
    return number("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")


def number(sql: str, *values: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        [found] = cursor.fetchone() or (0,)
    return int(found)


def send_to_all(author: Membership) -> None:
    blast = confirmed(author, "Closed on Friday")
    while start_and_fill():
        pass
    take_all(blast.pk, 0)


def say_no(business: Business) -> None:
    """As after a click on Unsubscribe."""
    wording = wording_of(business, WordingKind.QUESTION)
    actor = Actor(ActorKind.GUARDIAN, name="Ana Reed")
    for address in business.addresses.all():
        record_choice(address, said_yes=False, wording=wording, actor=actor, source=Source.PORTAL)


def receipts(business: Business, rows: int) -> None:
    for row in range(rows):
        mailbox = Mailbox(f"ana.{row}@reed.example", "Ana Reed", business.url("/"))
        leave_notice(Kind.RECEIPT, business=business, mailbox=mailbox, data=RECEIPT)
