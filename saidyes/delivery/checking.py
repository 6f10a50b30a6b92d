"""What was sent, held against the ledger: whom a blast reached was willing at that moment, whom it left out was not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from saidyes.blasts.models import Blast
from saidyes.common import times
from saidyes.common.paging import in_chunks
from saidyes.consent.as_of import Then, thens_of
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.mail.models import State

BY_CONSENT = (LeftOut.OPTED_OUT, LeftOut.NO_CHOICE, LeftOut.CANT_DELIVER, LeftOut.NOT_HELD)
DECIDED = Q(handed_at__isnull=False) | Q(state=State.LEFT_OUT, left_out_because__in=BY_CONSENT)
IN_ONE_GO = 500


@dataclass
class Tally:
    """How many were handed over and how many left out for want of consent; how many of each the ledger agrees with."""

    handed: int = 0
    willing: int = 0
    left_out: int = 0
    unwilling: int = 0
    wrong: str = ""

    def count(self, row: Recipient, problem: str) -> None:
        if row.handed_at:
            self.handed += 1
            self.willing += not problem
        else:
            self.left_out += 1
            self.unwilling += not problem
        if problem and not self.wrong:
            self.wrong = f"recipient {row.pk}, address:{row.address_id}: {problem}"


def check(blast: Blast) -> Tally:
    """Recompute every decision of the blast from the events that had happened by then. Looks only."""
    tally = Tally()
    decided = Recipient.objects.filter(DECIDED, blast=blast).order_by("pk")
    for rows in in_chunks(decided.iterator(chunk_size=2000), IN_ONE_GO):
        thens = thens_of(blast.business_id, {row.address_id: moment_of(row) for row in rows})
        for row in rows:
            tally.count(row, _problem(row, thens[row.address_id], blast))
    return tally


def moment_of(row: Recipient) -> datetime:
    """When it was decided: at the last question before the dot, or when the row was left out."""
    decided = row.handed_at or row.settled_at
    if decided is None:
        raise ValueError(row)
    return decided


def _problem(row: Recipient, then: Then, blast: Blast) -> str:
    """What the ledger says against it; empty when it agrees."""
    at = times.moment(moment_of(row), blast.business.zone)
    if not row.handed_at:
        return "" if then.because else f"left out at {at}, though it was willing"
    if then.because:
        return f"handed over at {at}, though it stood at {then.standing} ({then.because})"
    if row.consent_event != then.choice:
        return f"handed over at {at} on event {_name(row.consent_event)}; its last choice was {_name(then.choice)}"
    return ""


def _name(event: UUID | None) -> str:
    return str(event or "none")
