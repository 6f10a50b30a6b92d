"""S4, S6, S7, S9: who may say yes, who may say no, and what is written down."""

from datetime import timedelta

import pytest

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.evidence import Blocked, MissingEvidence, NotProved, StaleChoice
from saidyes.consent.models import WordingKind
from saidyes.ledger.actors import ActorKind
from saidyes.ledger.verbs import Verb
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of


def test_a_no_is_an_answer_and_not_the_same_as_never_asked(choose, emeka):
    before = address_of(emeka)
    choose(emeka, False)
    after = address_of(emeka)
    assert (before.standing, after.standing) == ("no_choice", "opted_out")
    assert events_of(after)[-1].facts["old"] == "no_choice"


def test_a_yes_opts_the_address_in_and_names_whose_it_is(choose, emeka):
    event = choose(emeka, True)
    address = address_of(emeka)
    assert address.willing
    assert (address.last_event, address.agreed_by) == (event.pk, str(emeka.pk))


def test_the_event_says_who_when_which_and_the_words_they_saw(choose, emeka):
    event = choose(emeka, True)
    question = wording_of(emeka.business, WordingKind.QUESTION)
    assert (event.verb, event.actor_kind, event.on_behalf_of) == (Verb.OPT_IN, ActorKind.GUARDIAN, str(emeka.pk))
    assert event.facts["wording"] == str(question.pk)
    assert event.facts["wording_sha256"] == question.sha256
    assert event.private == {"actor_name": "Emeka Okafor", "address": "emeka.okafor@example.org"}


def test_nobody_says_yes_for_an_address_they_have_not_proved(choose, emeka):
    with pytest.raises(NotProved):
        choose(emeka, True, proved=False)
    assert address_of(emeka).standing == "no_choice"


def test_a_stale_form_never_opts_in_but_an_opt_out_always_counts(choose, emeka):
    seen = address_of(emeka).version
    choose(emeka, False)
    with pytest.raises(StaleChoice):
        choose(emeka, True, seen_version=seen)
    choose(emeka, False, seen_version=seen)
    assert address_of(emeka).standing == "opted_out"


def test_a_second_no_is_recorded_and_a_second_yes_changes_nothing(choose, tom, noor):
    count = len(events_of(address_of(tom)))
    choose(tom, False)
    assert len(events_of(address_of(tom))) == count + 1
    yes = address_of(noor)
    assert choose(noor, True).pk == yes.last_event
    assert len(events_of(yes)) == len(events_of(address_of(noor)))


def test_staff_opt_in_with_evidence(tick, emeka):
    event = tick(emeka)
    assert address_of(emeka).willing
    assert event.facts["how"] == "in_person"
    assert event.facts["claimed_at"] < event.happened_at.isoformat()
    assert event.private["said"] == "asked at the desk"


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"how": ""}, "how"),
        ({"how": "customer_portal"}, "how"),
        ({"said": "   "}, "said"),
        ({"agreed_at": None}, "agreed_at"),
    ],
)
def test_staff_need_how_when_and_what_was_said(tick, emeka, missing, field):
    with pytest.raises(MissingEvidence) as refused:
        tick(emeka, **missing)
    assert refused.value.field == field
    assert address_of(emeka).standing == "no_choice"
    assert events_of(address_of(emeka))[-1].verb != Verb.OPT_IN


def test_staff_cannot_date_an_agreement_in_the_future(tick, emeka):
    with pytest.raises(MissingEvidence, match="future"):
        tick(emeka, agreed_at=clock.now() + timedelta(hours=1))


def test_staff_opt_back_in_only_after_the_opt_out_and_with_a_second_tick(tick, tom):
    again = wording_of(tom.business, WordingKind.STAFF_TICK_AGAIN)
    with pytest.raises(MissingEvidence, match="later than the opt-out"):
        tick(tom, agreed_at=address_of(tom).standing_since, agreed_again=again)
    with pytest.raises(MissingEvidence, match="agreed again"):
        tick(tom, agreed_at=clock.now())
    event = tick(tom, agreed_at=clock.now(), agreed_again=again)
    assert address_of(tom).willing
    assert event.facts["agreed_again_wording"] == str(again.pk)


def test_staff_may_not_opt_in_a_bouncing_address_nor_their_own(tick, luis, emeka):
    with pytest.raises(Blocked, match="bounces"):
        tick(luis)
    with pytest.raises(Blocked, match="your own address"):
        tick(emeka, own_key=address_of(emeka).key)


def test_the_same_address_next_door_is_another_record(choose, lakeside, noor, iris):
    choose(noor, False)
    assert address_of(iris).standing == "opted_in"
