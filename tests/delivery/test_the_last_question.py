"""Consent is asked after the server has the whole letter and before its final dot."""

from datetime import timedelta

import pytest

from saidyes.blasts import scheduling
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.delivery import handing_over
from saidyes.delivery.claiming import claim
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.delivery.recovering import recover
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, address_of, choose, claimed, filled, on_its_way, row_of


@pytest.fixture
def blast(theo, send, smtp_server):
    return filled(send(theo))


def nobody_got_it(smtp_server) -> bool:
    """The body went over the wire, and no dot came after it."""
    return "DATA" in smtp_server.heard and smtp_server.letters == []


def test_a_letter_that_nobody_stops_arrives_and_names_the_yes(blast, noor, smtp_server):
    row = claimed(blast, noor)
    on_its_way(row, lambda: None)
    assert [letter.rcpt for letter in smtp_server.letters] == ["noor.haddad@example.com"]
    row.refresh_from_db()
    assert (row.state, row.consent_event) == (State.SENT, address_of(noor).last_event)
    assert row.answer.startswith("250")


def test_s1_a_no_while_the_body_is_streamed_stops_the_letter_at_the_dot(blast, noor, smtp_server):
    row = claimed(blast, noor)
    on_its_way(row, lambda: choose(address_of(noor), said_yes=False))
    row.refresh_from_db()
    assert (row.state, row.left_out_because) == (State.LEFT_OUT, LeftOut.OPTED_OUT)
    assert row.consent_event is None
    assert nobody_got_it(smtp_server)


def test_a_bounce_that_comes_in_meanwhile_stops_the_letter_at_the_dot(blast, noor, smtp_server):
    row = claimed(blast, noor)
    on_its_way(
        row,
        lambda: suppress(
            address_of(noor), SuppressionKind.BOUNCE, reason="550 5.1.1", actor=SYSTEM, source=Source.BOUNCE
        ),
    )
    row.refresh_from_db()
    assert (row.state, row.left_out_because) == (State.LEFT_OUT, LeftOut.CANT_DELIVER)
    assert nobody_got_it(smtp_server)


def test_a_pause_stops_the_letter_at_the_dot_and_it_waits(blast, noor, deliver, smtp_server):
    row = claimed(blast, noor)
    on_its_way(row, lambda: scheduling.pause(blast, actor=STAFF, source=Source.OFFICE))
    deliver()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.QUEUED, 0)
    assert nobody_got_it(smtp_server)
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    assert sorted(letter.rcpt for letter in smtp_server.letters).count("noor.haddad@example.com") == 1


def test_a_cancel_stops_the_letter_at_the_dot_and_all_behind_it(blast, noor, deliver, smtp_server):
    row = claimed(blast, noor)
    on_its_way(row, lambda: scheduling.cancel(blast, counts={}, actor=STAFF, source=Source.OFFICE))
    deliver()
    assert set(blast.recipients.values_list("state", "left_out_because")) == {(State.LEFT_OUT, LeftOut.CANCELLED)}
    assert nobody_got_it(smtp_server)


def test_who_was_thought_dead_and_wakes_up_hands_nothing_over(blast, noor, smtp_server):
    row = claimed(blast, noor)

    def another_worker_takes_it() -> None:
        Recipient.objects.filter(pk=row.pk).update(lease_until=row.lease_until - timedelta(hours=1))
        recover()
        assert claim(Recipient.objects.filter(pk=row.pk))

    on_its_way(row, another_worker_takes_it)
    now = row_of(blast, noor)
    assert (now.state, now.token) == (State.CLAIMED, row.token + 1)
    assert nobody_got_it(smtp_server)


def test_who_waits_too_long_between_the_question_and_the_dot_hangs_up(blast, noor, smtp_server, monkeypatch):
    monkeypatch.setattr(handing_over, "LONGEST_HOLD", -1.0)
    row = claimed(blast, noor)
    on_its_way(row, lambda: None)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.maybe_sent) == (State.QUEUED, 0, False)
    assert nobody_got_it(smtp_server)
