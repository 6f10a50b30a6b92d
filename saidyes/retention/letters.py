"""Letters to an erased family: those that wait are left out, and of the others only that they were sent stays."""

from django.db.models import F, Q

from saidyes.common import clock
from saidyes.consent.models.address import ERASED
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.families.models import HeldAddress
from saidyes.mail.models import State
from saidyes.notices.models import Notice
from saidyes.retention.households import Household

WAITING = (State.QUEUED, State.CLAIMED)
ERASED_BEFORE_IT_LEFT = "The family was erased before it left"


def forget(household: Household) -> None:
    """A letter that is at the mail server this moment may still arrive; it is forgotten all the same."""
    _forget_notices(household)
    _forget_blasts(household)


def _forget_notices(household: Household) -> None:
    to_them = Q(to_key__in=[address.key for address in household.alone])
    named = Q(to_key__in=[address.key for address in household.shared], to_name__in=household.names)
    notices = Notice.objects.filter(business_id=household.family.business_id)
    theirs = notices.filter(Q(about__in=household.subjects) | to_them | named)
    ids = list(theirs.values_list("pk", flat=True))
    notices.filter(pk__in=ids).update(answer="", data={}, to_address=ERASED, to_key="", to_name="", choice_url="")
    notices.filter(pk__in=ids, state__in=WAITING).update(**_left_out(), answer=ERASED_BEFORE_IT_LEFT)


def _forget_blasts(household: Household) -> None:
    theirs = Recipient.objects.filter(address__in=household.alone)
    theirs.update(email=ERASED, answer="")
    theirs.filter(state__in=WAITING).update(**_left_out(), left_out_because=LeftOut.NOT_HELD)
    for address in household.shared:
        heir = HeldAddress.objects.filter(address=address).order_by("-guardian__active", "added_at").first()
        greeted = Recipient.objects.filter(address=address, guardian__in=household.guardians)
        greeted.update(guardian=heir.guardian_id if heir else None)


def _left_out() -> dict[str, object]:
    """Fenced off from whoever has claimed it."""
    return {"state": State.LEFT_OUT, "token": F("token") + 1, "lease_until": None, "settled_at": clock.now()}


def forget_late_answers() -> int:
    """What a mail server said of an erased address after it was erased. How many rows."""
    return sum(
        rows.exclude(answer__in=("", ERASED_BEFORE_IT_LEFT)).update(answer="")
        for rows in (Recipient.objects.filter(email=ERASED), Notice.objects.filter(to_address=ERASED))
    )
