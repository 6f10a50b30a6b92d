"""Wait until an address has nothing between its last question (H) and its dot, before a no is called done.

No clocks are compared: the worker that wrote down its H may be another machine. We only count how long we waited.
Nor is a lease believed that somebody else's clock called ended: whoever held it may be about to let the dot go.
"""

from datetime import timedelta
from time import monotonic, sleep
from uuid import UUID

from django.db.models import Q

from saidyes.common import clock
from saidyes.delivery.models import Recipient
from saidyes.delivery.recovering import GONE
from saidyes.mail.models import State

LONGEST_WAIT = 5.5  # seconds: a dot leaves within 5 s of its H, or never
LOOK_EVERY = 0.001
PATIENCE = 20  # the longer we waited, the rarer we look
CLOCKS_DIFFER = timedelta(hours=1)  # at most; what was given up longer ago has left, or never will


def wait_until_clear(address_id: UUID) -> bool:
    """True once no Email Blast to the address can still leave; False after 5.5 s, when only its answer is missing.

    To be called after the commit of the no, and only to tell a person: consent itself waits for nothing.
    """
    began = monotonic()
    while may_still_leave(address_id):
        waited = monotonic() - began
        if waited > LONGEST_WAIT:
            return False
        sleep(max(LOOK_EVERY, waited / PATIENCE))
    return True


def may_still_leave(address_id: UUID) -> bool:
    """Whether an Email Blast to the address is past its last question and not answered; after a no, none joins it."""
    given_up = Q(state=State.UNCERTAIN, answer=GONE, decided_at=None, settled_at__gt=clock.now() - CLOCKS_DIFFER)
    return Recipient.objects.filter(Q(state=State.HANDING) | given_up, address_id=address_id).exists()
