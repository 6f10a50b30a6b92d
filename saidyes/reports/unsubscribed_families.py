"""Unsubscribed Families: every family with at least one address opted out, and which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Max, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Lower

from saidyes.businesses.models import Business
from saidyes.common.phones import national
from saidyes.consent.history import who_did
from saidyes.consent.models import Address, Standing
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.reports.period import Period

HEADER = ("Family", "Primary guardian", "Email address opted out", "Opted out", "Who and how", "Phone")

EVER = Period()
Found = TypeVar("Found", bound=Model)


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


@dataclass(frozen=True)
class Asked:
    """Which opt-outs the report is about. `how` is a `Source`; with `archived`, families that left are shown too."""

    period: Period = EVER
    how: str = ""
    archived: bool = False

    def narrow(self, found: QuerySet[Found], business: Business, address: str, guardian: str) -> QuerySet[Found]:
        """Those of `found` with such an address; the two paths lead from a row to it, and to who uses it."""
        since = self.period.lookups(f"{address}__standing_since", business.zone)
        wanted: dict[str, Any] = {f"{address}__standing": Standing.OPTED_OUT, **since}
        if not self.archived:
            wanted |= {f"{guardian}__family__archived_at": None, f"{guardian}__active": True}
        said_so = Event.objects.filter(pk=OuterRef(f"{address}__last_event"), source=self.how)
        return found.filter(*([Exists(said_so)] if self.how else []), **wanted)

    def held_in(self, business: Business) -> QuerySet[HeldAddress]:
        """The opted-out addresses, under each guardian who uses them."""
        return self.narrow(HeldAddress.objects.filter(business=business), business, "address", "guardian")


def families(business: Business, asked: Asked) -> QuerySet[Family]:
    """Each with `primary_name`, that of its primary guardian in small letters, and `left_at`, its newest opt-out."""
    address = "guardians__held_addresses__address"
    found = asked.narrow(business.families.all(), business, address, "guardians")
    primary = Guardian.objects.filter(family=OuterRef("pk"), is_primary=True)
    name = primary.annotate(full_name=Lower(Concat("first_name", Value(" "), "last_name"))).values("full_name")[:1]
    return found.annotate(left_at=Max(f"{address}__standing_since"), primary_name=Subquery(name))


def rows(found: Sequence[Family], business: Business, asked: Asked) -> list[Row]:
    """One row each, of `families` or a part of them. A shared address stands under each family that uses it.

    Three queries, however many rows.
    """
    held = asked.held_in(business).filter(guardian__family__in=[family.pk for family in found])
    by_family: dict[UUID, list[Address]] = {}
    for one in held.select_related("address", "guardian").order_by("guardian__position", "position"):
        by_family.setdefault(one.guardian.family_id, []).append(one.address)
    events = _events(address for addresses in by_family.values() for address in addresses)
    primary = _primary_guardians(business, list(by_family))
    return [_row(family, by_family.get(family.pk, []), primary.get(family.pk), events) for family in found]


def how_many(business: Business, asked: Asked) -> int:
    """The addresses that all rows together show."""
    return asked.held_in(business).values("address").distinct().count()


def how_many_in_all(business: Business) -> int:
    """Addresses of the school that are opted out, whatever the period."""
    return business.addresses.filter(standing=Standing.OPTED_OUT, held=True).count()


def _events(addresses: Iterable[Address]) -> dict[UUID, Event]:
    wanted = {address.last_event for address in addresses if address.last_event}
    return Event.objects.select_related("beside").in_bulk(wanted)


def _primary_guardians(business: Business, family_ids: list[UUID]) -> dict[UUID, Guardian]:
    found = Guardian.objects.filter(business=business, family__in=family_ids, is_primary=True)
    return {guardian.family_id: guardian for guardian in found}


def _row(family: Family, addresses: list[Address], guardian: Guardian | None, events: dict[UUID, Event]) -> Row:
    once = {address.pk: address for address in addresses}
    return Row(family, guardian, tuple(_opt_out(address, events) for address in once.values()))


def _opt_out(address: Address, events: dict[UUID, Event]) -> OptOut:
    event = events[address.last_event] if address.last_event else None
    return OptOut(
        email=address.spelling,
        at=address.standing_since or address.created_at,
        who=who_did(event) if event else "",
        how=Source(event.source).label if event else "",
    )
