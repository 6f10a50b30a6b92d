"""Acts that need the same two addresses take them in one order, so that none is refused for the other's sake."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from saidyes.consent.models import Address
from saidyes.families.holding import replace
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.verifying import broken_links, events_of

RACES = 4
DESK = Actor(ActorKind.STAFF, name="Priya Nair")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_guardians_swap_their_addresses(noor, tom):
    def swap(guardian, other: str, start: Barrier) -> None:
        start.wait()
        try:
            replace(HeldAddress.objects.get(guardian=guardian), other, actor=DESK, source=Source.OFFICE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(RACES):
            keys = [HeldAddress.objects.get(guardian=one).address.key for one in (noor, tom)]
            start = Barrier(2)
            for one in [pool.submit(swap, noor, keys[1], start), pool.submit(swap, tom, keys[0], start)]:
                one.result()
            now = [HeldAddress.objects.get(guardian=one).address.key for one in (noor, tom)]
            assert now == keys[::-1]
    assert set(Address.objects.filter(key__in=keys).values_list("held", flat=True)) == {True}
    assert list(broken_links(events_of(noor.business_id))) == []
