"""Every order of events keeps the promises; and each of the eight wrong ways to do it is found out."""

from operator import methodcaller

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from saidyes.common import clock
from saidyes.consent.gate import judge as judge_now
from saidyes.delivery import acknowledging, claiming, deciding, recovering, settling
from saidyes.delivery.models import Recipient
from saidyes.mail.models import Dispatch, State
from tests.delivery.acts import address_of, choose, filled
from tests.delivery.machine import KEPT, LATER, LOST_KEPT, MEANWHILE, NEVER, Broken, Machine

BOUNDED = settings(
    max_examples=40,
    stateful_step_count=16,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
act = methodcaller

real_claim, real_decide, real_recover = claiming.claim, deciding.decide, recovering.recover


@pytest.fixture
def machine_of(theo, dana, noor, jonas, send):
    """The machine over a blast to some of them."""

    def make(*readers):
        for other in {dana, noor, jonas} - set(readers):
            choose(address_of(other), said_yes=False)

        class OfThisBlast(Machine):
            blast = filled(send(theo))

        assert OfThisBlast.blast.recipients.count() == len(readers)
        return OfThisBlast

    return make


def test_in_every_order_nothing_is_lost_doubled_or_sent_after_a_no(machine_of, dana, noor):
    run_state_machine_as_test(machine_of(dana, noor), settings=BOUNDED)


def test_a_refusal_written_down_after_the_blast_was_done_is_no_end_of_the_letter(machine_of, noor):
    """Of a worker that was thought dead: the others called the letter unanswered and the blast done meanwhile."""
    play(machine_of(noor), [ASK, REFUSED_UNWRITTEN, act("leases_end"), act("duties"), act("write_down_late")])


def acknowledge_at_the_commit(monkeypatch):
    monkeypatch.setattr(acknowledging, "may_still_leave", lambda _: False)


def mark_sent_first(monkeypatch):
    def decide(rows):
        allowed = real_decide(rows)
        Recipient.objects.filter(pk__in=allowed).update(state=State.SENT, settled_at=clock.now())
        return allowed

    monkeypatch.setattr(deciding, "decide", decide)


def ended(state):
    return Recipient.objects.filter(state=state, lease_until__lt=clock.now())


def put_rows_at_the_dot_back(monkeypatch):
    def recover():
        return ended(State.HANDING).update(state=State.QUEUED, lease_until=None) + real_recover()

    monkeypatch.setattr(recovering, "recover", recover)


def forget_the_token(monkeypatch):
    monkeypatch.setattr(Dispatch, "ours", lambda row: type(row).objects.filter(pk=row.pk))


def read_consent_with_the_batch(monkeypatch):
    known = {}

    def claim(rows, at_most):
        mine = real_claim(rows, at_most)
        known.update(judge_now([row.address_id for row in mine]))
        return mine

    monkeypatch.setattr(claiming, "claim", claim)
    monkeypatch.setattr(deciding, "judge", lambda ids: {each: known[each] for each in ids})


def read_consent_before_the_question(monkeypatch):
    """In a transaction of its own: between the two there is room for a no."""

    def judge(ids):
        verdicts = judge_now(ids)
        while MEANWHILE:
            MEANWHILE.pop()()
        return verdicts

    monkeypatch.setattr(deciding, "judge", judge)


def try_again_after_a_lost_answer(monkeypatch):
    monkeypatch.setattr(settling, "unanswered", lambda row, _: settling.give_back([row]))


def throw_stale_rows_away(monkeypatch):
    monkeypatch.setattr(recovering, "recover", lambda: ended(State.CLAIMED).delete()[0] + real_recover())


ASK = act("ask", 0, meanwhile="nothing")
ARRIVES = act("dot", 0, KEPT, is_written_down=True)
REFUSED_UNWRITTEN = act("dot", 0, LATER, is_written_down=False)
ARRIVES_UNWRITTEN = act("dot", 0, KEPT, is_written_down=False)
ARRIVES_UNANSWERED = act("dot", 0, LOST_KEPT, is_written_down=True)

# Each wrong way, and a shortest order of events in which it breaks a promise
MUTANTS = {
    acknowledge_at_the_commit: [act("claim"), ASK, act("opt_out", 0), ARRIVES],
    mark_sent_first: [act("claim"), ASK],
    put_rows_at_the_dot_back: [act("claim"), ASK, ARRIVES_UNWRITTEN, act("crash", 0), act("leases_end"), ASK, ARRIVES],
    forget_the_token: [
        act("claim"),
        act("leases_end"),
        act("claim"),
        act("ask", 1, meanwhile="nothing"),
        act("refuse_the_recipient", 0, NEVER),
        ARRIVES,
    ],
    read_consent_with_the_batch: [act("claim"), act("opt_out", 0), ASK],
    read_consent_before_the_question: [act("claim"), act("ask", 0, meanwhile="a no")],
    try_again_after_a_lost_answer: [act("claim"), ASK, ARRIVES_UNANSWERED, act("claim"), ASK, ARRIVES],
    throw_stale_rows_away: [act("claim"), act("crash", 0), act("leases_end")],
}


def play(machine, story) -> None:
    """One order of events, with every promise asked for after each of them, and rest at the end."""
    running = machine()
    try:
        for event in story:
            event(running)
            running.promises()
    finally:
        running.teardown()


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_rule_is_found_out_and_the_right_one_is_not(machine_of, noor, monkeypatch, mutant):
    machine = machine_of(noor)
    play(machine, MUTANTS[mutant])
    mutant(monkeypatch)
    with pytest.raises(Broken):
        play(machine, MUTANTS[mutant])
