"""Where every address of a school stood at an instant, as rows for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from saidyes.businesses.models import Business
from saidyes.consent.as_of import Then, everyone_then
from saidyes.consent.history import who_did
from saidyes.consent.models.address import BADGES
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event

HEADER = (
    "Email address",
    "As of",
    "Standing",
    "Since",
    "Who and how",
    "Email Blasts",
    "Why not",
    "Event",
)
IN_ONE_GO = 500
WHY_NOT = {
    "opted_out": "Opted out",
    "no_choice": "No choice yet",
    "cant_deliver": "Can’t deliver",
    "not_held": "No active guardian uses it",
}


def rows(business: Business, instant: datetime) -> Iterator[list[str]]:
    """One line an address, in no order. The ledger is read once, and never held in memory."""
    everyone = everyone_then(business.pk, instant)
    as_of = _local(instant, business)
    while chunk := dict(islice(everyone, IN_ONE_GO)):
        spellings = dict(business.addresses.filter(pk__in=chunk).values_list("pk", "spelling"))
        choices = Event.objects.select_related("beside").in_bulk(
            [then.choice for then in chunk.values() if then.choice]
        )
        for address_id, then in chunk.items():
            yield [spellings.get(address_id, ""), as_of, *_cells(then, choices, business)]


def _cells(then: Then, choices: dict[UUID, Event], business: Business) -> list[str]:
    choice = choices.get(then.choice) if then.choice else None
    return [
        BADGES[then.standing],
        _local(then.since, business) if then.since else "",
        f"{who_did(choice)}, {Source(choice.source).label}" if choice else "",
        "No" if then.because else "Yes",
        WHY_NOT.get(then.because, ""),
        str(then.choice or ""),
    ]


def _local(moment: datetime, business: Business) -> str:
    return moment.astimezone(business.zone).isoformat(timespec="seconds")
