"""A school that sent many letters, some of which were reported."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from saidyes.blasts.models import Blast, Status, everyone
from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.consent.braking import heed
from saidyes.consent.knowing import addresses_for
from saidyes.consent.models import Address, Suppression, SuppressionKind
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State

numbers = count()


@pytest.fixture
def sent(business, marisol) -> Callable[[int], None]:
    """`sent(1_000)`: so many letters of one Email Blast were delivered just now."""

    def deliver(letters: int) -> None:
        now = clock.now()
        status = {"status": Status.FINISHED, "started_at": now, "finished_at": now}
        blast = Blast.objects.create(business=business, author=marisol.user, audience=everyone(), **status)
        spellings = [canonical(f"n{next(numbers)}@reed.example") for _ in range(letters)]
        found = Address.objects.bulk_create(
            Address(business=business, spelling=one.spelling, key=one.key) for one in spellings
        )
        Recipient.objects.bulk_create(
            Recipient(business=business, blast=blast, address=one, email=one.spelling, state=State.SENT, settled_at=now)
            for one in found
        )

    return deliver


@pytest.fixture
def reported(business) -> Callable[[SuppressionKind, int], None]:
    """`reported(SuppressionKind.COMPLAINT, 3)`: so many reports came in just now. What the cast met is long ago."""
    business.suppressions.update(set_at=clock.now() - timedelta(days=90))

    def hear(kind: SuppressionKind, reports: int) -> None:
        spellings = [canonical(f"n{next(numbers)}@moss.example") for _ in range(reports)]
        found = addresses_for(business, spellings, actor=SYSTEM, source=Source.OFFICE)
        for address in found.values():
            facts = {"letter": f"recipient:{address.pk}"}
            heed(address, kind, reason="550 5.1.1 No", actor=SYSTEM, source=Source.BOUNCE, facts=facts)
        assert Suppression.objects.filter(address__in=found.values(), kind=kind).count() == reports

    return hear
