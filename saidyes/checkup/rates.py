"""How many letters of a school were marked as spam or went to wrong addresses, against what can be borne.

Mailbox providers look at shares, so do we: of the letters of the last 30 days, or since an owner last let them go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from saidyes.blasts.models import Stop, StoppedBy
from saidyes.common import clock
from saidyes.consent.models import Suppression, SuppressionKind
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State

WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Limit:
    """So large a share of letters in these states, and no fewer than `least` reports, are too many."""

    kind: SuppressionKind
    share: float
    least: int
    states: tuple[State, ...]


LIMITS = {
    StoppedBy.SPAM: Limit(SuppressionKind.COMPLAINT, 0.003, 3, (State.SENT,)),
    StoppedBy.BOUNCES: Limit(SuppressionKind.BOUNCE, 0.05, 10, (State.SENT, State.FAILED)),
}


@dataclass(frozen=True)
class Share:
    """So many reports for so many letters."""

    reports: int
    letters: int

    @property
    def percent(self) -> float:
        return 100 * self.reports / self.letters if self.letters else 0.0


def too_many() -> Iterator[tuple[UUID, StoppedBy, Share]]:
    """The schools over a limit, with what was counted.

    Letters are counted for those alone that have reports enough, and no further than would make them few: so it costs
    next to nothing, however many letters there are.
    """
    for why, limit in LIMITS.items():
        for business_id in _schools_with_reports(limit):
            since = _counted_since(business_id, why)
            reports = _reports(business_id, limit, since)
            borne_by = int(reports / limit.share + 1e-9)  # so many letters or fewer, and the share is too large
            letters = _letters(business_id, limit, since)[: borne_by + 1].count()
            if reports >= limit.least and letters <= borne_by:
                yield business_id, why, Share(reports, letters)


def share_of(business_id: UUID, why: StoppedBy) -> Share:
    """As it stands, counted to the end."""
    limit, since = LIMITS[why], _counted_since(business_id, why)
    return Share(_reports(business_id, limit, since), _letters(business_id, limit, since).count())


def _schools_with_reports(limit: Limit) -> list[UUID]:
    lately = Suppression.objects.filter(kind=limit.kind, lifted_at=None, set_at__gt=clock.now() - WITHIN)
    counted = lately.values("business_id").annotate(reports=Count("pk")).filter(reports__gte=limit.least)
    return list(counted.order_by().values_list("business_id", flat=True))


def _counted_since(business_id: UUID, why: StoppedBy) -> datetime:
    """What an owner has looked at and let go on is not held against them again."""
    looked_at = Stop.objects.filter(business=business_id, why=why, let_go_at__isnull=False)
    last = looked_at.order_by("-let_go_at").values_list("let_go_at", flat=True).first()
    since = clock.now() - WITHIN
    return max(since, last) if last else since


def _reports(business_id: UUID, limit: Limit, since: datetime) -> int:
    standing = Suppression.objects.filter(business=business_id, kind=limit.kind, lifted_at=None)
    return standing.filter(set_at__gt=since).count()


def _letters(business_id: UUID, limit: Limit, since: datetime) -> QuerySet[Recipient]:
    return Recipient.objects.filter(
        business=business_id,
        blast__started_at__gt=clock.now() - 2 * WITHIN,
        state__in=limit.states,
        settled_at__gt=since,
    )
