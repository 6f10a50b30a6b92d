"""Families that a blast does not reach: whom the office calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from saidyes.blasts import audience
from saidyes.blasts.models import Blast
from saidyes.common import clock
from saidyes.common.phones import national
from saidyes.consent import gate
from saidyes.consent.models.address import BADGES
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.mail.models import State

REACHED_OR_WILL_BE = (State.SENT, State.QUEUED, State.CLAIMED, State.HANDING)
HEADER = ("Family", "Guardian", "Phone", "Why")
WORDS = {State.FAILED: "Bounced", State.UNCERTAIN: "Waiting for an answer"}
NOTHING_TO_WRITE_TO, TOO_NEW = "No email address", "Opted in after it was sent"


@dataclass(frozen=True)
class Call:
    """One guardian of a family: whom to ask for, and why the blast did not get there."""

    guardian: Guardian
    why: str


@dataclass(frozen=True)
class Row:
    family: Family
    calls: tuple[Call, ...]

    def cells(self) -> list[list[str]]:
        """Lines of the CSV. No address among them: those that opted out leave the house in no list of a blast."""
        country = self.family.business.country
        return [
            [
                f"{self.family.name} ({self.family.number})",
                one.guardian.name,
                national(one.guardian.phone, country),
                one.why,
            ]
            for one in self.calls
        ]


def families_to_call(blast: Blast) -> QuerySet[Family]:
    """Families it is for of whom no address got it or still will: one call is enough for a family.

    Until it has begun to leave, those that it would not reach as of now.
    """
    held = HeldAddress.objects.filter(guardian__family=OuterRef("pk"), guardian__active=True)
    if blast.started_at:
        letters = Recipient.objects.filter(blast=blast, state__in=REACHED_OR_WILL_BE, address=OuterRef("address"))
        reached = held.filter(Exists(letters))
    else:
        reached = held.filter(address__in=gate.only_willing(audience.addresses_of(blast)))
    asked_at = blast.filled_at or clock.now()  # who came later was never meant
    families = audience.families_of(blast).filter(~Exists(reached), created_at__lte=asked_at)
    return families.order_by("name", "number")


def rows(blast: Blast, families: Iterable[Family]) -> list[Row]:
    """The families of one page, in four queries."""
    found = list(families)
    guardians = Guardian.objects.filter(family__in=found, active=True).order_by("-is_primary", "position")
    with_addresses = guardians.prefetch_related(
        Prefetch("held_addresses", HeldAddress.objects.select_related("address"))
    )
    by_family: dict[UUID, list[Guardian]] = {}
    for guardian in with_addresses:
        by_family.setdefault(guardian.family_id, []).append(guardian)
    addresses = {
        held.address_id for several in by_family.values() for one in several for held in one.held_addresses.all()
    }
    letters = {row.address_id: row for row in Recipient.objects.filter(blast=blast, address__in=addresses)}
    for family in found:
        family.business = blast.business
    return [
        Row(family, tuple(Call(one, _why(one, letters)) for one in by_family.get(family.pk, []))) for family in found
    ]


def _why(guardian: Guardian, letters: dict[UUID, Recipient]) -> str:
    reasons = [_reason(held, letters.get(held.address_id)) for held in guardian.held_addresses.all()]
    return ", ".join(dict.fromkeys(reasons)) or NOTHING_TO_WRITE_TO


def _reason(held: HeldAddress, letter: Recipient | None) -> str:
    if letter is None:
        address = held.address
        why = gate.why_not(standing=address.standing, held=address.held, suppressed=address.suppressed)
        return BADGES.get(why, TOO_NEW)
    return WORDS.get(State(letter.state)) or LeftOut(letter.left_out_because).label
