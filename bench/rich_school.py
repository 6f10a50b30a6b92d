"""A school in which all has happened that can: a row in nearly every table, and a scan with something to read in it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bench.canaries import Canaries
from bench.crowd import confirmed
from saidyes.blasts.models import everyone
from saidyes.blasts.selecting import remember
from saidyes.businesses.models import Business
from saidyes.classes.importing import desk
from saidyes.classes.models import Import, Method
from saidyes.classes.paying import record_payment
from saidyes.common import clock
from saidyes.consent.models import Ending, OwnWords, Tombstone
from saidyes.delivery.auditing import seal_what_is_new
from saidyes.delivery.filling import start_and_fill
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM
from saidyes.ledger.models import Check
from tests.classes.exports import file_of, reed
from tests.office.evidence_acts import signed_yes
from tests.scans import chunk, png


def enrich(guardian: Guardian, canaries: Canaries) -> dict[str, object]:
    """The things of it that a page can be about, over and above the usual ones."""
    school, family = guardian.business, guardian.family
    membership = school.memberships.select_related("user", "business").get()
    remember(school, "Everyone", everyone())
    day = clock.now().date()
    record_payment(family, Decimal(40), method=Method.CASH, for_what="A term", paid_on=day, actor=SYSTEM)
    blast = confirmed(membership, "Closed on Friday")
    while start_and_fill():
        pass
    scan = png(more=chunk(b"tEXt", canaries.in_bytes("a scan")))
    event = signed_yes(guardian, "iris.signed@example.com", scan)  # type: ignore[no-untyped-call]
    seal_what_is_new()
    _write_down(school)
    family_name = canaries.in_bytes("an imported file").decode()
    file_id = desk.put_down(school, file_of(reed(9002, **{"Family Name": family_name})))
    return {"blast_id": blast.pk, "event_id": event.pk, "file_id": file_id}


def _write_down(school: Business) -> None:
    """What takes a night, a year or an owner to come about."""
    now = clock.now()
    words: dict[str, Any] = {"title": "May we?", "yes_hint": "Yes", "no_hint": "No", "covers": "News"}
    OwnWords.objects.create(business=school, language="en", **words)
    Ending.objects.create(business=school, why="Sold", given_until=now - timedelta(days=900))
    Tombstone.objects.create(business=school, digest="0" * 40, reason="asked for")
    Check.objects.create(business_id=school.pk, checked_at=now, events=1, seals=0, wrong="Event 1", findings=1)
    Import.objects.create(pk=uuid4(), business=school, vouched_by={}, rows=1, summary=["One family"], finished_at=now)
