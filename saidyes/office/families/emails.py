"""What was sent to a family, notices and Email Blasts together: "did the Okafors get it?"."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from saidyes.delivery.models import LeftOut, Recipient
from saidyes.families.holding import addresses_of_family
from saidyes.families.models import Family
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

NEWEST = 500


@dataclass(frozen=True)
class Email:
    """One letter. `blast` is the id of its Email Blast, none for a notice; `note` says why it did not arrive."""

    at: datetime
    what: str
    to: str
    state: str
    note: str = ""
    blast: UUID | None = None

    @property
    def state_words(self) -> str:
        return State(self.state).label


def emails_of(family: Family) -> list[Email]:
    """The newest first, to every address that the family uses now."""
    addresses = list(addresses_of_family(family))
    notices = Notice.objects.filter(business_id=family.business_id, to_key__in=[address.key for address in addresses])
    blasted = Recipient.objects.filter(business_id=family.business_id, address__in=addresses).select_related("blast")
    letters = chain(
        map(_of_notice, notices.order_by("-created_at")[:NEWEST]), map(_of_blast, blasted.order_by("-id")[:NEWEST])
    )
    return sorted(letters, key=lambda email: email.at, reverse=True)


def _of_notice(notice: Notice) -> Email:
    at = notice.settled_at or notice.created_at
    return Email(at, Kind(notice.kind).label, notice.to_address, notice.state, note=_answer(notice))


def _of_blast(recipient: Recipient) -> Email:
    blast = recipient.blast
    at = recipient.settled_at or recipient.handed_at or blast.started_at or blast.saved_at
    because = recipient.left_out_because
    note = str(LeftOut(because).label) if because else _answer(recipient)
    return Email(at, blast.subject, recipient.email, recipient.state, note=note, blast=blast.pk)


def _answer(row: Notice | Recipient) -> str:
    return row.answer if row.state in (State.FAILED, State.UNCERTAIN) else ""
