"""What a dead worker left behind: claimed rows wait again, rows at the dot are uncertain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from saidyes.common import clock
from saidyes.delivery import settling
from saidyes.delivery.claiming import LEASE, claim
from saidyes.delivery.deciding import decide
from saidyes.delivery.models import Recipient
from saidyes.delivery.recovering import recover
from saidyes.families.holding import mailbox_of
from saidyes.mail.models import State
from saidyes.mail.posting.contract import Receipt, Refused
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice
from saidyes.notices.models import Notice
from tests.delivery.acts import claimed, filled, row_of


@pytest.fixture
def row(theo, noor, send):
    return claimed(filled(send(theo)), noor)


@pytest.fixture
def notice(tom):
    data = {"guardian": "Tom", "number": "7", "amount": "1", "paid_on": "d", "method": "Cash", "for_what": "x"}
    leave_notice(Kind.RECEIPT, business=tom.business, mailbox=mailbox_of(tom.family), data=data)
    [row] = claim(Notice.objects.all())
    return row


def after_the_lease():
    return time_machine.travel(clock.now() + LEASE + timedelta(seconds=1))


def state_of(row) -> str:
    row.refresh_from_db()
    return row.state


def test_a_lease_that_runs_is_left_alone(row, notice):
    decide([notice])
    assert recover() == 0
    assert (state_of(row), state_of(notice)) == (State.CLAIMED, State.HANDING)


def test_a_claimed_row_waits_again_and_no_try_is_charged(row, notice):
    with after_the_lease():
        assert recover() == 2
    assert {state_of(row), state_of(notice)} == {State.QUEUED}
    assert (row.attempts, row.maybe_sent) == (0, False)


def test_a_row_at_the_dot_is_uncertain_and_a_notice_goes_again(row, notice):
    assert decide([row, notice]) == {row.pk, notice.pk}
    with after_the_lease():
        assert recover() == 2
    assert (state_of(row), row.maybe_sent) == (State.UNCERTAIN, True)
    assert (state_of(notice), notice.maybe_sent) == (State.QUEUED, True)


def test_a_late_answer_still_counts_while_nobody_else_has_the_row(row, notice):
    decide([row, notice])
    with after_the_lease():
        recover()
    settling.sent(row, Receipt(250, "Kept"))
    settling.sent(notice, Receipt(250, "Kept"))
    assert {state_of(row), state_of(notice)} == {State.SENT}
    assert row.maybe_sent


def test_an_answer_to_an_older_claim_changes_nothing(theo, noor, row):
    with after_the_lease():
        recover()
        again = claimed(row.blast, noor)
        settling.sent(row, Receipt(250, "Kept"))
        settling.refused(row, Refused("recipient", 550, "5.7.1 No"))
        settling.give_back([row])
        assert decide([row]) == set()
        assert decide([again]) == {again.pk}
    assert (state_of(again), again.token) == (State.HANDING, row.token + 1)


def test_rows_at_rest_are_never_touched(row):
    decide([row])
    settling.sent(row, Receipt(250, "Kept"))
    with after_the_lease():
        assert recover() == 0
    assert state_of(row) == State.SENT


def test_nobody_gets_a_row_twice(theo, noor, row):
    assert claim(type(row).objects.filter(pk=row.pk)) == []
    assert row_of(row.blast, noor).token == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_is_writing_are_left_for_the_next_time(theo, noor, dana, send):
    """As by a worker that was frozen with several rows in hand: nobody waits for it, and so it waits for nobody."""
    blast = filled(send(theo))
    held, free = claimed(blast, noor), claimed(blast, dana)
    with after_the_lease(), ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        Recipient.objects.select_for_update().get(pk=held.pk)
        assert elsewhere.submit(recover_and_hang_up).result(5) == 1
    assert (state_of(held), state_of(free)) == (State.CLAIMED, State.QUEUED)


def recover_and_hang_up() -> int:
    try:
        return recover()
    finally:
        connection.close()
