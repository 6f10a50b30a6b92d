"""The desk, asked for many at once, says what is said of each alone, and writes down what arrived meanwhile."""

import json
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.delivery.claiming import claim
from saidyes.delivery.deciding import decide
from saidyes.delivery.desk import ASK, Desk, Question, Result, _plain, settle_and_decide
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.delivery.stock import Stock, claim_ready
from saidyes.ledger.actors import Source
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, address_of, choose, filled, row_of

STANDINGS = ["opted_in", "opted_out", "no_choice"]
DECIDED = ["state", "left_out_because", "consent_event"]


@pytest.fixture
def blast(theo, send):
    return filled(send(theo))


@pytest.fixture
def mine(blast, noor):
    """Noor's row, ours, as the lines have it."""
    [ready] = [ready for ready in claim_ready(blast.pk, 0) if ready.id == row_of(blast, noor).pk]
    return ready


def question(blast: Blast, ready) -> Question:
    return Stock(blast, 0).question(ready)


def decided(pk: int) -> tuple:
    return Recipient.objects.values_list(*DECIDED).get(pk=pk)


def stand(address: Address, standing: str, *, held: bool, suppressed: bool) -> None:
    Address.objects.filter(pk=address.pk).update(standing=standing, held=held, suppressed=suppressed)


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("suppressed", [True, False])
def test_of_every_standing_it_says_what_is_said_of_one_row_alone(blast, noor, mine, standing, held, suppressed):
    stand(address_of(noor), standing, held=held, suppressed=suppressed)
    verdicts = settle_and_decide([], [question(blast, mine)])
    at_the_desk = decided(mine.id)
    assert verdicts == {mine.id: at_the_desk[0]}
    Recipient.objects.filter(pk=mine.id).update(state=State.QUEUED, left_out_because="", settled_at=None)
    [alone] = claim(Recipient.objects.filter(pk=mine.id))
    decide([alone])
    assert decided(mine.id) == at_the_desk


@pytest.mark.parametrize("status", Status)
def test_of_every_blast_it_says_what_is_said_of_one_row_alone(blast, mine, status):
    Blast.objects.filter(pk=blast.pk).update(status=status)
    settle_and_decide([], [question(blast, mine)])
    at_the_desk = decided(mine.id)
    Recipient.objects.filter(pk=mine.id).update(state=State.QUEUED, left_out_because="", settled_at=None)
    [alone] = claim(Recipient.objects.filter(pk=mine.id))
    decide([alone])
    assert decided(mine.id) == at_the_desk


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_who_pauses_a_blast_waits_for_no_desk(theo, noor, send):
    """Many desks share a lock in turns, and whoever wants the row alone would be the last one served."""
    blast = filled(send(theo))
    [ready] = [ready for ready in claim_ready(blast.pk, 0) if ready.address == address_of(noor).pk]
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        ask_and_hold(question(blast, ready))
        elsewhere.submit(pause_and_hang_up, blast).result(5)
    assert (row_of(blast, noor).state, Blast.objects.get(pk=blast.pk).status) == (State.HANDING, Status.PAUSED)


def ask_and_hold(asked: Question) -> None:
    """The desk's own question, not committed yet."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, ["[]", json.dumps([_plain(asked)]), clock.now(), clock.now()])


def pause_and_hang_up(blast: Blast) -> None:
    try:
        scheduling.pause(blast, actor=STAFF, source=Source.OFFICE)
    finally:
        connection.close()


def test_each_of_many_gets_its_own_answer_and_results_ride_along(blast, noor, dana):
    ready = {one.email: one for one in claim_ready(blast.pk, 0)}
    noors, danas = ready["noor.haddad@example.com"], ready["dana.okafor@example.com"]
    assert settle_and_decide([], [question(blast, danas)]) == {danas.id: State.HANDING}
    choose(address_of(noor), said_yes=False)
    [other] = [one for one in ready.values() if one not in (noors, danas)]
    verdicts = settle_and_decide(
        [Result(danas.id, danas.token, "250 Kept")], [question(blast, noors), question(blast, other)]
    )
    assert verdicts == {noors.id: State.LEFT_OUT, other.id: State.HANDING}
    row = row_of(blast, dana)
    assert (row.state, row.answer, row.lease_until) == (State.SENT, "250 Kept", None)
    assert row.settled_at is not None
    assert decided(noors.id)[1] == LeftOut.OPTED_OUT


def test_an_address_that_became_another_is_left_out(blast, mine):
    settle_and_decide([], [question(blast, mine)._replace(key="other@example.com")])
    assert decided(mine.id)[:2] == (State.LEFT_OUT, LeftOut.CHANGED)


def test_who_was_overtaken_gets_no_answer_and_changes_nothing(blast, mine):
    Recipient.objects.filter(pk=mine.id).update(token=mine.token + 1)
    assert settle_and_decide([Result(mine.id, mine.token, "250 Kept")], [question(blast, mine)]) == {}
    assert decided(mine.id)[0] == State.CLAIMED


def test_claimed_rows_come_in_the_order_of_their_keys_with_the_words_of_their_letters(blast, theo):
    rows = Stock(blast, 0)
    first, second, third = rows.next(), rows.next(), rows.next()
    assert first.id < second.id < third.id
    assert rows.next() is None
    readers = {ready.email: ready.reader for ready in (first, second, third)}
    dana = readers["dana.okafor@example.com"]
    assert (dana.first_name, dana.last_name, dana.family) == ("Dana", "Okafor", "Okafor")
    assert list(dana.children) == sorted(dana.children)
    rows.put_back(second)
    rows.close()
    assert row_of_key(second.id).state == State.QUEUED
    assert row_of_key(first.id).state == State.CLAIMED


class Slow(Desk):
    """What is asked meanwhile is done at once, and known when somebody waits for it."""

    def meanwhile(self, act):
        coming, done = Future(), act()
        coming.result = lambda: done
        return coming


@pytest.fixture
def one_at_a_time(monkeypatch):
    monkeypatch.setattr(claim_ready, "__defaults__", (1,))


@pytest.mark.usefixtures("one_at_a_time")
def test_short_claims_follow_one_another_until_nothing_more_is_due(blast):
    rows = Stock(blast, 0, Slow())
    found = [rows.next() for _ in range(4)]
    assert [ready.id for ready in found[:3]] == sorted(blast.recipients.values_list("pk", flat=True))
    assert found[3] is None
    assert set(blast.recipients.values_list("state", flat=True)) == {State.CLAIMED}


@pytest.mark.usefixtures("one_at_a_time")
def test_rows_that_were_on_their_way_at_the_end_are_given_back_too(blast):
    rows = Stock(blast, 0, Slow())
    first = rows.next()
    rows.close()
    states = dict(blast.recipients.values_list("pk", "state"))
    assert states.pop(first.id) == State.CLAIMED
    assert set(states.values()) == {State.QUEUED}
    assert set(blast.recipients.values_list("lease_until", flat=True).exclude(pk=first.id)) == {None}


def row_of_key(pk: int) -> Recipient:
    return Recipient.objects.get(pk=pk)
