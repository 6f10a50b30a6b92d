"""Unsubscribed Families: every family with at least one address opted out, and which."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saidyes.businesses.models import Business
from saidyes.common.phones import national
from saidyes.consent.history import who_did
from saidyes.consent.models import Address, Standing
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.reports.period import Period

HEADER = ("Family", "Primary guardian", "Email address opted out", "Opted out", "Who and how", "Phone")


@dataclass(frozen=True)
class OptOut:
    """One address of the family that said no, and who said it how."""

    email: str
    at: datetime
    who: str
    how: str


@dataclass(frozen=True)
class Row:
    family: Family
    guardian: Guardian | None
    opt_outs: tuple[OptOut, ...]

    @property
    def name(self) -> str:
        return self.guardian.name if self.guardian else ""

    def cells(self, business: Business) -> list[str]:
        """One line of the CSV; several addresses are parted by semicolons."""
        phone = self.guardian.phone if self.guardian else ""
        return [
            str(self.family.number),
            self.name,
            "; ".join(one.email for one in self.opt_outs),
            "; ".join(one.at.astimezone(business.zone).isoformat(timespec="minutes") for one in self.opt_outs),
            "; ".join(f"{one.who}, {one.how}" for one in self.opt_outs),
            national(phone, business.country),
        ]


def rows(business: Business, period: Period, *, how: str = "", archived: bool = False) -> list[Row]:
    """By name of the primary guardian. A shared address stands under each family that uses it.

    `how` is a `Source`; with `archived`, families that left are shown too. Three queries, however many rows.
    """
    held = _held(business, period, archived=archived)
    events = _events([one.address for one in held])
    by_family: dict[UUID, list[HeldAddress]] = {}
    for one in held:
        event = events.get(one.address.last_event) if one.address.last_event else None
        if not how or (event and event.source == how):
            by_family.setdefault(one.guardian.family_id, []).append(one)
    primary = _primary_guardians(business, list(by_family))
    found = [_row(several, primary, events) for several in by_family.values()]
    return sorted(found, key=lambda row: (row.name.casefold(), row.family.number))


def how_many_in_all(business: Business) -> int:
    """Addresses of the school that are opted out, whatever the period."""
    return business.addresses.filter(standing=Standing.OPTED_OUT, held=True).count()


def _held(business: Business, period: Period, *, archived: bool) -> list[HeldAddress]:
    held = HeldAddress.objects.filter(
        business=business,
        address__standing=Standing.OPTED_OUT,
        **period.lookups("address__standing_since", business.zone),
    )
    if not archived:
        held = held.filter(guardian__family__archived_at=None, guardian__active=True)
    return list(held.select_related("address", "guardian__family").order_by("guardian__position", "position"))


def _events(addresses: list[Address]) -> dict[UUID, Event]:
    wanted = [address.last_event for address in addresses if address.last_event]
    return Event.objects.select_related("beside").in_bulk(wanted)


def _primary_guardians(business: Business, family_ids: list[UUID]) -> dict[UUID, Guardian]:
    found = Guardian.objects.filter(business=business, family__in=family_ids, is_primary=True)
    return {guardian.family_id: guardian for guardian in found}


def _row(held: list[HeldAddress], primary: dict[UUID, Guardian], events: dict[UUID, Event]) -> Row:
    family = held[0].guardian.family
    once = {one.address_id: one.address for one in held}
    opt_outs = [_opt_out(address, events) for address in once.values()]
    return Row(family, primary.get(family.pk), tuple(opt_outs))


def _opt_out(address: Address, events: dict[UUID, Event]) -> OptOut:
    event = events[address.last_event] if address.last_event else None
    return OptOut(
        email=address.spelling,
        at=address.standing_since or address.created_at,
        who=who_did(event) if event else "",
        how=Source(event.source).label if event else "",
    )
