"""The last Email Blasts of the school, told to a guardian who got them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from saidyes.blasts.links import view_path
from saidyes.blasts.models import Blast
from saidyes.blasts.previewing import as_read_by
from saidyes.blasts.rendering import Seen
from saidyes.common import clock
from saidyes.families.models import Guardian
from saidyes.mail.models import State

HOW_MANY = 5
IS_NEWS_FOR = timedelta(days=90)


@dataclass(frozen=True)
class News:
    subject: str
    preview_line: str
    at: datetime | None
    url: str


def news_for(guardian: Guardian) -> list[News]:
    """Those that reached an address of their own, the newest first: none that went only to another guardian."""
    own = list(guardian.held_addresses.select_related("address", "guardian__family"))
    came = Blast.objects.filter(
        business=guardian.business_id,
        recipients__address__in=[held.address_id for held in own],
        recipients__state=State.SENT,
        started_at__gte=clock.now() - IS_NEWS_FOR,
    )
    return [_told(blast, as_read_by(blast, own[0])) for blast in came.distinct().order_by("-started_at")[:HOW_MANY]]


def _told(blast: Blast, seen: Seen) -> News:
    return News(seen.subject, seen.preview_line, blast.started_at, view_path(blast.business_id, blast.pk))
