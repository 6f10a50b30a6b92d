"""Of a yes and a no at the same moment the no wins, and nothing is lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, MayNotOptIn
from saidyes.consent.models import Address, WordingKind
from saidyes.consent.replaying import Replay
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event

RACES = 12


@pytest.mark.django_db(transaction=True)
def test_a_no_wins_over_a_yes_of_the_same_version(emeka):
    held = emeka.held_addresses.get()
    words = wording_of(emeka.business, WordingKind.QUESTION)
    actor = Actor(ActorKind.GUARDIAN, on_behalf_of=str(emeka.pk))
    lost = []

    def race(said_yes: bool, version: int, start: Barrier) -> None:
        start.wait()
        seen = Evidence(proved=True, own=True, seen_version=version)
        address = Address.objects.select_related("business").get(pk=held.address_id)
        try:
            record_choice(address, said_yes=said_yes, wording=words, actor=actor, source=Source.PORTAL, evidence=seen)
        except MayNotOptIn:
            lost.append(said_yes)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(RACES):
            version, start = Address.objects.get(pk=held.address_id).version, Barrier(2)
            for one in [pool.submit(race, said_yes, version, start) for said_yes in (True, False)]:
                one.result()
            assert Address.objects.get(pk=held.address_id).standing == "opted_out"
    assert False not in lost
    events = Event.objects.filter(subject=f"address:{held.address_id}").order_by("seq")
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    replay = Replay(emeka.business_id)
    list(replay.watch(Event.objects.filter(business_id=emeka.business_id).order_by("subject", "seq")))
    assert replay.drift == []
