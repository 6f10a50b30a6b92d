"""The four numbers of Home: what the last 30 days and the last Email Blasts brought, each with a line that judges it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from saidyes.blasts.models import Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.history import left_since
from saidyes.consent.models import Standing, SuppressionKind
from saidyes.delivery import results
from saidyes.families.models import HeldAddress

DAYS = 30
PERIODS = 10
BLASTS = 5
BOUNCED_BELOW = 2.0  # percent of letters
SPAM_BELOW = 0.1  # percent of letters: where mailbox providers begin to refuse
NONE_SENT = "No Email Blast was sent yet"


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    verdict: str
    points: list[float]
    url: str = ""

    @property
    def points_words(self) -> str:
        """What the line shows, for who cannot see it."""
        shown = [f"{point:,.2f}".rstrip("0").rstrip(".") for point in self.points]
        return f"From {shown[0]} to {shown[-1]}, at most {shown[self.points.index(max(self.points))]}" if shown else ""


def tiles_of(business: Business, opted_in: int) -> list[Tile]:
    since = clock.now() - timedelta(days=DAYS)
    return [
        _new_families(business, since),
        _unsubscribed(business, since, opted_in),
        _bounced(business),
        _marked_as_spam(business, since),
    ]


def _new_families(business: Business, since: datetime) -> Tile:
    created = business.families.filter(created_at__gte=since, archived_at=None)
    moments = list(created.order_by("created_at").values_list("created_at", flat=True))
    primary = HeldAddress.objects.filter(guardian__family__in=created, guardian__is_primary=True, is_primary=True)
    answers = primary.aggregate(
        yes=Count("id", filter=Q(address__standing=Standing.OPTED_IN)),
        no=Count("id", filter=Q(address__standing=Standing.OPTED_OUT)),
    )
    verdict = f"{answers['yes']:,} said yes, {answers['no']:,} said no"
    url = f"{reverse('office-families')}?created={DAYS}&sort=-created"
    return Tile(f"New families, {DAYS} days", f"{len(moments):,}", verdict, _in_periods(moments, since), url)


def _unsubscribed(business: Business, since: datetime, opted_in: int) -> Tile:
    moments = left_since(business.pk, since)
    verdict = f"{_percent(len(moments), opted_in + len(moments)):.1f}% of opted-in addresses"
    url = reverse("office-report-unsubscribed")
    return Tile(f"Unsubscribed, {DAYS} days", f"{len(moments):,}", verdict, _in_periods(moments, since), url)


def _bounced(business: Business) -> Tile:
    """The share of letters that were refused, over the blasts that came to rest last, and of each of them."""
    ended = business.blasts.filter(status=Status.FINISHED).order_by("-finished_at")[:BLASTS]
    counted = [one for one in results.of_all(list(ended)).values() if one.settled]
    label = f"Bounced, last {len(counted)} blasts" if len(counted) > 1 else "Bounced, last blast"
    if not counted:
        return Tile(label, "–", NONE_SENT, [])
    share = _percent(sum(one.failed for one in counted), sum(one.settled for one in counted))
    verdict = f"{_judged(share, BOUNCED_BELOW)} Keep it under {BOUNCED_BELOW:g}%"
    points = [_percent(one.failed, one.settled) for one in reversed(counted)]
    return Tile(label, f"{share:.1f}%", verdict, points if len(points) > 1 else [])


def _marked_as_spam(business: Business, since: datetime) -> Tile:
    """Reports for each letter that was delivered in that time."""
    label, sent = f"Marked as spam, {DAYS} days", _sent_since(business, since)
    if not sent:
        return Tile(label, "–", f"No Email Blast in {DAYS} days", [])
    reports = business.suppressions.filter(kind=SuppressionKind.COMPLAINT, set_at__gte=since).order_by("set_at")
    moments = list(reports.values_list("set_at", flat=True))
    share = _percent(len(moments), sent)
    verdict = f"{_judged(share, SPAM_BELOW)} Mailbox limit is {SPAM_BELOW:g}%"
    return Tile(label, f"{share:.2f}%", verdict, _in_periods(moments, since))


def _sent_since(business: Business, since: datetime) -> int:
    return sum(results.delivered(business.blasts.filter(started_at__gte=since)).values())


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _judged(share: float, limit: float) -> str:
    return "Good." if share < limit else "Too many."


def _in_periods(moments: Iterable[datetime], since: datetime) -> list[float]:
    """How many fell in each of ten equal periods until now."""
    counts = [0.0] * PERIODS
    for moment in moments:
        counts[min(int((moment - since) / timedelta(days=DAYS) * PERIODS), PERIODS - 1)] += 1
    return counts
