"""A mailbox that sleeps, is full, or cannot be reached: one such answer means little, enough of them mean a bounce."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import lift
from saidyes.delivery.feedback import answer_of, bounced
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State
from saidyes.mail.reading import Outcome
from tests.delivery.acts import address_of, filled, row_of, taken

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASLEEP = "550 5.2.1 Mailbox disabled"
FULL = "452 4.2.2 Over quota"
NO_ROUTE = "550 5.4.4 No route to host"
BLOCK = "550 5.7.1 We do not like your domain"


@pytest.fixture
def meet(theo, dana, send, smtp_server):
    """`meet(days, answer)`: so many days after the start a blast reaches Dana's server, and comes back with that."""

    def blast_that_met(days: float, answer: str = "") -> bool:
        with time_machine.travel(START + timedelta(days=days), tick=False):
            blast = filled(send(theo, subject=f"Day {days}"))
            if blast.recipients.filter(address=address_of(dana)):
                row = taken(blast, dana)
                assert row.state == State.SENT
                if answer:
                    bounced(row, Outcome("failed", answer.split()[1], answer, "mx.example.com"))
        return address_of(dana).suppressed

    return blast_that_met


@pytest.mark.parametrize(
    ("met", "stopped"),
    [
        ([(0, ASLEEP)], False),
        ([(0, ASLEEP), (0.1, ASLEEP)], False),
        ([(0, ASLEEP), (1, ASLEEP)], True),
        ([(0, ASLEEP), (1, ""), (2, ASLEEP)], False),
        ([(0, ASLEEP), (1, FULL), (2, ASLEEP)], True),
        ([(0, FULL), (7, FULL), (13, FULL)], False),
        ([(0, FULL), (14, FULL)], False),
        ([(0, FULL), (7, FULL), (14, FULL)], True),
        ([(0, NO_ROUTE), (3, NO_ROUTE), (6, NO_ROUTE)], False),
        ([(0, NO_ROUTE), (3, NO_ROUTE), (7, NO_ROUTE)], True),
        ([(0, BLOCK), (7, BLOCK), (14, BLOCK), (21, BLOCK)], False),
    ],
)
def test_enough_is_enough(meet, met, stopped):
    assert [meet(days, answer) for days, answer in met][-1] is stopped


def test_what_was_before_the_address_was_set_right_no_longer_counts(meet, dana):
    meet(0, ASLEEP)
    assert meet(1, ASLEEP)
    with time_machine.travel(START + timedelta(days=2), tick=False):
        lift(address_of(dana), SuppressionKind.BOUNCE, actor=SYSTEM, source=Source.OFFICE)
    assert not meet(3, ASLEEP)
    assert meet(4, ASLEEP)


def test_a_full_mailbox_that_is_put_off_to_the_end_counts_too(theo, dana, send, deliver, smtp_server, meet):
    meet(0, FULL)
    meet(10, FULL)
    with time_machine.travel(START + timedelta(days=20), tick=False) as clock:
        blast = filled(send(theo))
        row = row_of(blast, dana)
        row.attempts, row.answer = 1, FULL
        row.next_at = row.next_at + timedelta(days=9)
        row.save()
        deliver()
        assert not address_of(dana).suppressed
        clock.shift(timedelta(hours=49))
        deliver()
    assert row_of(blast, dana).state == State.FAILED
    assert address_of(dana).suppressed


@pytest.mark.parametrize(
    ("status", "diagnostic", "answer"),
    [
        ("5.1.1", "550 5.1.1 No such user", "550 5.1.1 No such user"),
        ("5.1.1", "550-5.1.1 The account does not exist", "550 5.1.1 The account does not exist"),
        ("5.1.1", "550 No such user", "550 5.1.1 No such user"),
        ("5.1.1", "", "550 5.1.1"),
        ("5.0.0", "550 No such user", "550 No such user"),
        ("5.1.1", "550 5.7.1 Blocked", "550 5.7.1 Blocked"),
        ("5.7.1", "550 5.1.1 No such user", "550 5.7.1 No such user"),
        ("5.7.1", "550 5.7.13 Account disabled", "550 5.7.1 Account disabled"),
        ("4.2.2", "", "450 4.2.2"),
        ("nonsense", "words alone", "550 words alone"),
        ("", "", "550"),
    ],
)
def test_a_report_reads_like_the_line_a_server_says(status, diagnostic, answer):
    assert answer_of(Outcome("failed", status, diagnostic, "")) == answer
