"""Wait until an address has nothing between its last question (H) and its dot, before a no is called done."""

from datetime import timedelta
from time import monotonic, sleep
from uuid import UUID

from saidyes.common import clock
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State

STILL_MAY_LEAVE = timedelta(seconds=5.5)  # a dot leaves within 5 s of its H, or never
LOOK_EVERY = 0.001


def wait_until_clear(address_id: UUID) -> bool:
    """True once no Email Blast to the address can still leave; False after 5.5 s, when only its answer is missing.

    To be called after the commit of the no, and only to tell a person: consent itself waits for nothing.
    """
    give_up_at = monotonic() + STILL_MAY_LEAVE.total_seconds()
    while may_still_leave(address_id):
        if monotonic() > give_up_at:
            return False
        sleep(LOOK_EVERY)
    return True


def may_still_leave(address_id: UUID) -> bool:
    """Whether an Email Blast to the address passed its last question, and its dot may leave yet."""
    since = clock.now() - STILL_MAY_LEAVE
    return Recipient.objects.filter(address_id=address_id, state=State.HANDING, handed_at__gt=since).exists()
