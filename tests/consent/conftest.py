from datetime import timedelta

import pytest

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, How
from saidyes.consent.models import WordingKind
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from tests.delivery.acts import address_of


def events_of(address) -> list[Event]:
    return list(Event.objects.filter(subject=f"address:{address.pk}").order_by("seq"))


@pytest.fixture
def choose():
    """`choose(guardian, said_yes)`: the guardian's own answer for their primary address."""

    def choose_for(guardian, said_yes, **evidence):
        actor = Actor(ActorKind.GUARDIAN, id="u1", name=guardian.name, on_behalf_of=str(guardian.pk))
        return record_choice(
            address_of(guardian),
            said_yes=said_yes,
            wording=wording_of(guardian.business, WordingKind.QUESTION),
            actor=actor,
            source=Source.PORTAL,
            evidence=Evidence(**{"proved": True, **evidence}),
        )

    return choose_for


@pytest.fixture
def tick(priya):
    """`tick(guardian, ...)`: Priya ticks Subscribe to E-Mail Blast, with complete evidence unless told otherwise."""

    def tick_for(guardian, *, own_key="priya@tidewater.example", **evidence):
        actor = Actor(
            ActorKind.STAFF, id=str(priya.user_id), name=priya.name, on_behalf_of=str(guardian.pk), own_key=own_key
        )
        complete = {"how": How.IN_PERSON, "said": "asked at the desk", "agreed_at": clock.now() - timedelta(seconds=1)}
        return record_choice(
            address_of(guardian),
            said_yes=True,
            wording=wording_of(guardian.business, WordingKind.STAFF_TICK),
            actor=actor,
            source=Source.OFFICE,
            evidence=Evidence(**{**complete, **evidence}),
        )

    return tick_for
