"""Whatever happened to an address, in whatever order, it stands where its own events put it."""

from contextlib import suppress as suppress_refusals
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import Choice, record_choice, record_choices
from saidyes.consent.confirming import confirm, end_what_ran_out, request_of
from saidyes.consent.evidence import Evidence, How, MayNotOptIn
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, SuppressionKind, WordingKind
from saidyes.consent.replaying import Replay
from saidyes.consent.requesting import confirm_url
from saidyes.consent.suppressing import lift, mark_as_spam, suppress
from saidyes.families.holding import give, take
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event

EXAMPLES = 25
HEIGHT = {"opted_out": 0, "no_choice": 1, "opted_in": 2}


def choose(emeka, address, *, said_yes: bool, kind=ActorKind.GUARDIAN, source=Source.PORTAL, **evidence) -> None:
    actor = Actor(kind, id="u", name="Somebody", on_behalf_of=str(emeka.pk))
    words = wording_of(address.business, WordingKind.QUESTION)
    given = Evidence(**evidence)
    record_choice(address, said_yes=said_yes, wording=words, actor=actor, source=source, evidence=given)


def import_a_yes(emeka, address) -> None:
    """An import never raises a standing that was moved down, and lifts nothing."""
    before, reasons = Address.objects.get(pk=address.pk), address.suppressions.filter(lifted_at=None).count()
    actor = Actor(ActorKind.IMPORTER, on_behalf_of=str(emeka.pk))
    said = Evidence(how=How.PAPER_FORM, agreed_at=clock.now() - timedelta(days=1), origin=("0" * 64, 2))
    words = wording_of(address.business, WordingKind.IMPORT_FILE)
    record_choices([Choice(address, True, actor, said)], wording=words, source=Source.IMPORT_FILE)
    after = Address.objects.get(pk=address.pk)
    if before.standing == "opted_out" or before.suppressed:
        assert HEIGHT[after.standing] <= HEIGHT[before.standing]
    assert address.suppressions.filter(lifted_at=None).count() == reasons


def click(emeka, address) -> None:
    event = Event.objects.filter(subject=f"address:{address.pk}", verb="confirmation_asked").last()
    if event:
        token = confirm_url(address.business, event).rstrip("/").rpartition("/")[2]
        confirm(request_of(token, address.business), actor=Actor(ActorKind.MAILBOX))


def hand_on(emeka, address) -> None:
    held = emeka.held_addresses.filter(address=address).first()
    if held:
        take(held, actor=SYSTEM, source=Source.OFFICE)
    else:
        give(emeka, address.spelling, actor=SYSTEM, source=Source.OFFICE)


ACTS = {
    "yes": lambda e, a: choose(e, a, said_yes=True, proved=True),
    "yes, unproved": lambda e, a: choose(e, a, said_yes=True, own=True),
    "yes, by a link": lambda e, a: choose(e, a, said_yes=True, kind=ActorKind.MAILBOX, own=True),
    "no": lambda e, a: choose(e, a, said_yes=False),
    "no, by one click": lambda e, a: choose(e, a, said_yes=False, kind=ActorKind.PROVIDER_ONE_CLICK),
    "confirm": click,
    "import": import_a_yes,
    "spam": lambda e, a: mark_as_spam(a, reason="abuse", actor=SYSTEM, source=Source.WORKER),
    "bounce": lambda e, a: suppress(a, SuppressionKind.BOUNCE, reason="550", actor=SYSTEM, source=Source.WORKER),
    "works again": lambda e, a: lift(a, SuppressionKind.BOUNCE, actor=SYSTEM, source=Source.WORKER),
    "lapse": lambda e, a: lapse(a, reason="too old", actor=SYSTEM, source=Source.WORKER),
    "hand on": hand_on,
    "14 days": lambda e, a: end_what_ran_out(),
}
DAYS = st.sampled_from([0, 0, 0, 1, 8, 15])


@pytest.fixture
def address(emeka) -> Address:
    return emeka.held_addresses.get().address


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), DAYS), max_size=14))
def test_the_replayed_ledger_is_where_the_address_stands(address, emeka, history):
    with transaction.atomic():
        moment = clock.now()
        for act, days in history:
            moment += timedelta(days=days, seconds=1)
            with time_machine.travel(moment, tick=False):
                with suppress_refusals(MayNotOptIn):
                    ACTS[act](emeka, Address.objects.get(pk=address.pk))
                now = Address.objects.get(pk=address.pk)
                assert now.willing == (now.standing == "opted_in" and now.held and not now.suppressed)
        replay = Replay(address.business_id)
        events = Event.objects.filter(business_id=address.business_id).order_by("subject", "seq")
        list(replay.watch(events))
        assert replay.drift == []
        transaction.set_rollback(True)
