"""What was sent to a family, notices and Email Blasts together: "did the Okafors get it?"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from saidyes.blasts.models import Blast
from saidyes.consent.models import Address
from saidyes.delivery.explaining import fates, last_blasts, story_of
from saidyes.families.holding import addresses_of_family
from saidyes.families.models import Family
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

NEWEST = 500
NEVER_QUEUED = "Not sent"


@dataclass(frozen=True)
class Email:
    """One letter, or a blast that did not come. `blast` is the id of its Email Blast, none for a notice; `note` says
    why it was sent, or was not.
    """

    at: datetime
    what: str
    to: str
    how: str
    note: str = ""
    blast: UUID | None = None


def emails_of(family: Family) -> list[Email]:
    """The newest first, to every address that the family uses now."""
    addresses = list(addresses_of_family(family).select_related("business"))
    notices = Notice.objects.filter(business_id=family.business_id, to_key__in=[address.key for address in addresses])
    blasts = chain.from_iterable(map(_blasts_at, addresses))
    letters = chain(map(_of_notice, notices.order_by("-created_at")[:NEWEST]), blasts)
    return sorted(letters, key=lambda email: email.at, reverse=True)


def _of_notice(notice: Notice) -> Email:
    at = notice.settled_at or notice.created_at
    note = notice.answer if notice.state in (State.FAILED, State.UNCERTAIN) else ""
    return Email(at, Kind(notice.kind).label, notice.to_address, State(notice.state).label, note)


def _blasts_at(address: Address) -> Iterator[Email]:
    """The blasts that the address was queued for, and the last ones that passed it by while it was on file."""
    queued = Blast.objects.filter(recipients__address=address).select_related("business")
    blasts = {blast.pk: blast for blast in (*queued.order_by("-started_at")[:NEWEST], *last_blasts(address))}
    story = story_of(address)
    for one in fates(address, list(blasts.values()), story):
        if one.recipient or story.at(one.at).on_file:
            how = State(one.recipient.state).label if one.recipient else NEVER_QUEUED
            to = one.recipient.email if one.recipient else address.spelling
            yield Email(one.at, one.blast.subject, to, how, one.sentence, one.blast.pk)
