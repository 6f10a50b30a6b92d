"""The rail of the Office Portal: which pages it offers to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Right
from saidyes.blasts.models import Status
from saidyes.businesses.models import Business
from saidyes.ledger import sealing

UNDER_WAY = (Status.SCHEDULED, Status.SENDING, Status.PAUSED)


def _families(business: Business) -> int:
    return business.families.filter(archived_at=None).count()


def _blasts_under_way(business: Business) -> int:
    return business.blasts.filter(status__in=UNDER_WAY).count()


@dataclass(frozen=True)
class Entry:
    """One line of the rail. `at_end` ones stand apart, at its foot; `counted` is the number beside it."""

    label: str
    icon: str
    url_name: str
    right: Right
    counted: Callable[[Business], int] | None = None
    at_end: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as the layout draws it."""

    label: str
    icon: str
    url: str
    current: bool
    count: int
    at_end: bool


HOME = Entry("Home", "home", "office-home", Right.SEE_FAMILIES)
ENTRIES = (
    HOME,
    Entry("Families", "families", "office-families", Right.SEE_FAMILIES, _families),
    Entry("Email Blast", "email", "office-blasts", Right.SEE_BLASTS, _blasts_under_way),
    Entry("Consent lookup", "lookup", "office-consent-lookup", Right.SEE_CONSENT),
    Entry("Audit log", "log", "office-audit-log", Right.SEE_AUDIT_LOG),
    Entry("Reports", "reports", "office-reports", Right.SEE_REPORTS),
    Entry("Settings", "settings", "office-settings", Right.SEE_SETTINGS, at_end=True),
)


def office(request: HttpRequest) -> dict[str, Any]:
    """For every template behind the staff's door: `may`, the rights of whoever asks
    (`{% if "change_families" in may %}`), `navigation`, which counts only where the rail is drawn, and `newest_seal`,
    which is read only by what is to be printed.
    """
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "navigation": lambda: _links(request.path, membership),
        "may": {right.value for right in membership.rights},
        "newest_seal": lambda: sealing.newest(membership.business_id),
    }


def _links(path: str, membership: Membership) -> list[Link]:
    return [_link(entry, path, membership.business) for entry in ENTRIES if membership.may(entry.right)]


def _link(entry: Entry, path: str, business: Business) -> Link:
    url = reverse(entry.url_name)
    current = path == url if entry is HOME else path.startswith(url)
    count = entry.counted(business) if entry.counted else 0
    return Link(entry.label, entry.icon, url, current, count, entry.at_end)
