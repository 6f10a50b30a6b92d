"""A no is called done only when nothing can leave any more."""

from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection

from saidyes.common import clock
from saidyes.consent.unsubscribing import link_token
from saidyes.delivery import acknowledging, settling
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.delivery.deciding import decide
from saidyes.delivery.recovering import recover
from saidyes.mail.posting.contract import Receipt
from tests.delivery.acts import address_of, choose, claimed, filled


@pytest.fixture
def row(theo, noor, send):
    return claimed(filled(send(theo)), noor)


def test_with_nothing_at_the_dot_it_does_not_wait(row, noor):
    assert wait_until_clear(address_of(noor).pk)


def test_a_letter_of_somebody_else_holds_nobody_up(row, dana):
    decide([row])
    assert wait_until_clear(address_of(dana).pk)


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(hours=1)])
def test_it_waits_as_long_whatever_the_clock_of_the_worker_says(row, noor, monkeypatch, behind):
    monkeypatch.setattr(acknowledging, "LONGEST_WAIT", 0.05)
    with time_machine.travel(clock.now() - behind):
        assert decide([row]) == {row.pk}
    assert not wait_until_clear(address_of(noor).pk)


def test_it_waits_for_a_letter_whose_lease_a_wrong_clock_called_ended(row, noor, monkeypatch):
    """Of a machine that is a day ahead: the worker it thought dead lets the dot go a moment later."""
    monkeypatch.setattr(acknowledging, "LONGEST_WAIT", 0.05)
    assert decide([row]) == {row.pk}
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert recover() == 1
    assert not wait_until_clear(address_of(noor).pk)
    settling.sent(row, Receipt(250, "Kept"))
    assert wait_until_clear(address_of(noor).pk)


def test_a_letter_given_up_long_ago_holds_nobody_up(row, noor):
    """Nobody ever decided what became of it; whoever leaves weeks later is told at once."""
    with time_machine.travel(clock.now() - timedelta(hours=2)):
        assert decide([row]) == {row.pk}
    with time_machine.travel(clock.now() - timedelta(minutes=61)):
        assert recover() == 1
    assert wait_until_clear(address_of(noor).pk)


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_the_answer_of_a_letter_at_the_dot(row, noor):
    address, heard = address_of(noor), []
    assert decide([row]) == {row.pk}
    choose(address, said_yes=False)

    def wait() -> None:
        heard.append(wait_until_clear(address.pk))
        connection.close()

    happens_after_the_answer(row, wait, heard)
    assert heard == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("body", [{"unsubscribe": "yes"}, {"List-Unsubscribe": "One-Click"}])
def test_whoever_leaves_by_the_link_is_told_when_it_is_true(row, noor, client, body):
    link, heard = f"/portal/unsubscribe/{link_token(row.business_id, row.address_id)}/", []
    assert decide([row]) == {row.pk}

    def leave() -> None:
        heard.append(client.post(link, body).status_code)
        connection.close()

    happens_after_the_answer(row, leave, heard)
    assert heard == [200]
    assert not address_of(noor).willing


def happens_after_the_answer(row, act, heard: list) -> None:
    """Not while the letter is at the dot."""
    waiting = Thread(target=act)
    waiting.start()
    waiting.join(0.3)
    assert heard == []
    settling.sent(row, Receipt(250, "Kept"))
    waiting.join(5)
