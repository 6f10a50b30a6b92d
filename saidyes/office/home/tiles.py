"""The four numbers of Home: what the last 30 days and the last Email Blasts brought, each with a line to judge it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.history import left_since
from saidyes.consent.models import Standing, SuppressionKind
from saidyes.delivery.results import Results
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


def judged_blasts(business: Business) -> list[Blast]:
    """The Email Blasts that the tiles are about: those of the last 30 days, and the last ones that came to rest."""
    ended = business.blasts.filter(status=Status.FINISHED).order_by("-finished_at")[:BLASTS]
    return list(business.blasts.filter(Q(started_at__gte=_since()) | Q(pk__in=ended.values("pk"))))


def tiles_of(business: Business, opted_in: int, blasts: Sequence[Blast], counted: Mapping[UUID, Results]) -> list[Tile]:
    """`counted`: the results of each of the `blasts`, and maybe of others."""
    since = _since()
    ended = sorted((blast for blast in blasts if blast.status == Status.FINISHED), key=_end)[-BLASTS:]
    sent = sum(counted[blast.pk].sent for blast in blasts if blast.started_at and blast.started_at >= since)
    return [
        _new_families(business, since),
        _unsubscribed(business, since, opted_in),
        _bounced([counted[blast.pk] for blast in ended]),
        _marked_as_spam(business, since, sent),
    ]


def _since() -> datetime:
    return clock.now() - timedelta(days=DAYS)


def _end(blast: Blast) -> datetime:
    return blast.finished_at or blast.saved_at


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


def _bounced(ended: Sequence[Results]) -> Tile:
    """The share of letters that were refused, of these blasts together and of each of them, oldest first."""
    counted = [one for one in ended if one.settled]
    label = f"Bounced, last {len(counted)} blasts" if len(counted) > 1 else "Bounced, last blast"
    if not counted:
        return Tile(label, "–", NONE_SENT, [])
    share = _percent(sum(one.failed for one in counted), sum(one.settled for one in counted))
    verdict = f"{_judged(share, BOUNCED_BELOW)} Keep it under {BOUNCED_BELOW:g}%"
    points = [_percent(one.failed, one.settled) for one in counted]
    return Tile(label, f"{share:.1f}%", verdict, points if len(points) > 1 else [])


def _marked_as_spam(business: Business, since: datetime, sent: int) -> Tile:
    """Reports for each letter that was delivered in that time."""
    label = f"Marked as spam, {DAYS} days"
    if not sent:
        return Tile(label, "–", f"No Email Blast in {DAYS} days", [])
    reports = business.suppressions.filter(kind=SuppressionKind.COMPLAINT, set_at__gte=since).order_by("set_at")
    moments = list(reports.values_list("set_at", flat=True))
    share = _percent(len(moments), sent)
    verdict = f"{_judged(share, SPAM_BELOW)} Mailbox limit is {SPAM_BELOW:g}%"
    return Tile(label, f"{share:.2f}%", verdict, _in_periods(moments, since))


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
