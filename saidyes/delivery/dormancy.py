"""Where a school says so, a yes ends after a long silence: the next Email Blast would come out of nowhere."""

from django.db.models import Exists, OuterRef

from saidyes.businesses.models import Business
from saidyes.common.counting import counted
from saidyes.consent.lapsing import AT_ONCE, given_before, lapse, months_ago
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State


def lapse_the_dormant() -> int:
    """Addresses that said yes longer ago than the silence may last, and got no Email Blast since. How many."""
    return sum(_lapse_in(business) for business in Business.objects.filter(dormant_after_months__isnull=False))


def _lapse_in(business: Business) -> int:
    since = months_ago(business.dormant_after_months or 0)
    got_one = Recipient.objects.filter(address=OuterRef("pk"), state=State.SENT, settled_at__gt=since)
    silent = given_before(business, since).exclude(Exists(got_one))
    reason = f"no Email Blast for {counted(business.dormant_after_months or 0, 'month')}"
    return sum(lapse(address, reason=reason, actor=SYSTEM, source=Source.EXPIRY) for address in silent[:AT_ONCE])
