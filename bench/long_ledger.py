"""A ledger of many events over ten days, by the product's own writer, and the addresses that stand where it says."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

import time_machine
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address, Standing, Wording
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Entry, Subject, record_all
from saidyes.ledger.verbs import Verb

DAYS = 10  # events of each address, one a day: in, out, in ...
AT_ONCE = 500  # addresses


def written(business: Business, events: int, words: Wording) -> list[UUID]:
    """So many events; the ids of their addresses."""
    addresses = [uuid7() for _ in range(events // DAYS)]
    last: list[Event] = []
    for day in range(DAYS, 0, -1):
        with time_machine.travel(clock.now() - timedelta(days=day)):
            last = [event for some in _some(addresses) for event in _a_day_of(business, some, words, day)]
    for start in range(0, len(last), AT_ONCE):
        Address.objects.bulk_create(_where(event) for event in last[start : start + AT_ONCE])
    return addresses


def _some(addresses: list[UUID]) -> Iterator[list[UUID]]:
    rest = iter(addresses)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _a_day_of(business: Business, addresses: list[UUID], words: Wording, day: int) -> list[Event]:
    return record_all([_entry(business, address, words, day) for address in addresses])


def _entry(business: Business, address: UUID, words: Wording, day: int) -> Entry:
    says_yes = day % 2 == 0
    old, new = ("opted_out", "opted_in") if says_yes else ("opted_in", "opted_out")
    return Entry(
        Verb.OPT_IN if says_yes else Verb.OPT_OUT,
        Subject(business.pk, f"address:{address}"),
        Actor(ActorKind.GUARDIAN, id="g", name="Ana Reed", ip="203.0.113.7", user_agent="Firefox", on_behalf_of="g"),
        Source.PORTAL,
        facts={"old": old, "new": new, **words.facts},
        private={"address": f"ana.{address.hex}@reed.example"},
    )


def _where(event: Event) -> Address:
    """The last day is odd: all of them are out."""
    text = f"ana.{event.pk.hex}@reed.example"
    return Address(
        id=UUID(event.subject.partition(":")[2]),
        business_id=event.business_id,
        key=text,
        spelling=text,
        standing=Standing.OPTED_OUT,
        standing_since=event.happened_at,
        last_event=event.pk,
        version=DAYS,
    )
