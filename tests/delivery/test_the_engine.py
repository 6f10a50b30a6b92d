"""The loop outlives a lost database, and its log names nobody."""

import contextlib
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import IntegrityError, OperationalError

from saidyes.delivery.engines import local


@pytest.fixture
def turn_in_a_thread(monkeypatch) -> Callable[[list[Exception]], int]:
    """Turn until every error has struck; how often it turned after the last one."""
    monkeypatch.setattr(local, "IDLE_SECONDS", 0.001)

    def run(errors: list[Exception]) -> int:
        stop, turns = Event(), []

        def turn() -> int:
            if errors:
                raise errors.pop(0)
            turns.append(1)
            stop.set()
            return 0

        thread = Thread(target=local.keep_turning, args=(turn, stop))
        thread.start()
        thread.join(10)
        return len(turns)

    return run


def test_after_a_lost_database_it_goes_on(turn_in_a_thread):
    assert turn_in_a_thread([OperationalError("server closed the connection"), OperationalError("still gone")]) == 1


def test_after_a_mistake_of_ours_it_goes_on(turn_in_a_thread):
    assert turn_in_a_thread([KeyError("guardian")]) == 1


def test_the_log_says_what_was_lost_and_names_nobody(turn_in_a_thread, caplog):
    lost = OperationalError("server closed the connection\nDETAIL: noor.haddad@example.com")
    double = IntegrityError("Key (email)=(noor.haddad@example.com) already exists")
    turn_in_a_thread([lost, double])
    assert "The database cannot be used: server closed the connection" in caplog.text
    assert "IntegrityError" in caplog.text
    assert "noor" not in caplog.text


def test_a_duty_that_fails_each_time_keeps_no_other_from_its_turn(monkeypatch):
    done = []

    def fails() -> int:
        raise KeyError("guardian")

    def works() -> int:
        done.append(1)
        return 1

    rounds = local.Rounds({fails: 0.0, works: 0.0})
    for _ in range(3):
        with contextlib.suppress(KeyError):
            rounds.turn()
    assert done


def test_a_duty_rests_after_it_has_ended_however_long_it_took(monkeypatch):
    time, ended = [0.0], []
    monkeypatch.setattr(local, "monotonic", lambda: time[0])

    def slow() -> int:
        time[0] += 5
        ended.append(time[0])
        return 1

    rounds = local.Rounds({slow: 0.3})
    assert (rounds.turn(), rounds.turn()) == (1, 0)
    time[0] += 0.3
    assert rounds.turn() == 1
    assert ended == [5.0, 10.3]
