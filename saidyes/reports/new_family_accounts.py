"""New Family Accounts: the families created within a period, and how to reach them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from saidyes.businesses.models import Business
from saidyes.common.phones import national
from saidyes.consent.models.address import BADGES
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.reports.period import Period

HEADER = (
    "Family",
    "Guardian names",
    "Physical address",
    "Phone number",
    "Primary email address",
    "Created",
    "Email choice",
)


@dataclass(frozen=True)
class Row:
    family: Family
    guardians: tuple[Guardian, ...]
    phone: str
    email: str
    shown: str
    created_at: datetime

    def cells(self, business: Business) -> list[str]:
        """One line of the CSV; the time in the school's zone, with its offset."""
        names = "; ".join(guardian.name for guardian in self.guardians)
        created = self.created_at.astimezone(business.zone).isoformat(timespec="minutes")
        phone = national(self.phone, business.country)
        place = self.family.physical_address
        return [str(self.family.number), names, place, phone, self.email, created, BADGES.get(self.shown, "")]


def families(business: Business, period: Period, shown: str = "") -> QuerySet[Family]:
    """Those created within the period, newest first; with `shown`, those whose primary address wears that badge.

    Whatever part of it is read takes three queries.
    """
    found: QuerySet[Family] = business.families.filter(archived_at=None, **period.lookups("created_at", business.zone))
    if shown:
        primary = HeldAddress.objects.filter(guardian__family=OuterRef("pk"), guardian__active=True)
        first = primary.order_by("-guardian__is_primary", "guardian__position", "-is_primary", "position")
        found = found.annotate(first_address=Subquery(first.values("address")[:1]))
        found = found.filter(first_address__in=business.addresses.standing_as(shown))
    return found.order_by("-created_at", "-number").prefetch_related(Prefetch("guardians", _active(business)))


def rows(found: Iterable[Family]) -> Iterator[Row]:
    """One row each, of `families` or a part of it."""
    return map(_row, found)


def _active(business: Business) -> QuerySet[Guardian]:
    held = HeldAddress.objects.select_related("address").order_by("-is_primary", "position")
    return (
        business.guardians.filter(active=True)
        .order_by("-is_primary", "position")
        .prefetch_related(Prefetch("held_addresses", held))
    )


def _row(family: Family) -> Row:
    guardians = tuple(family.guardians.all())
    held = [one for guardian in guardians for one in guardian.held_addresses.all()]
    first = held[0].address if held else None
    phone = next((guardian.phone for guardian in guardians if guardian.phone), "")
    return Row(
        family=family,
        guardians=guardians,
        phone=phone,
        email=first.spelling if first else "",
        shown=first.shown if first else "",
        created_at=family.created_at,
    )
