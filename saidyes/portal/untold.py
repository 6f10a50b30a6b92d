"""How long an answer took must not tell whose address is known."""

import time
from random import SystemRandom
from typing import Any

from saidyes.businesses.models import Business
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

MOST_SECONDS = 0.02
chance = SystemRandom()


def leave_only_if(*, wanted: bool, kind: Kind, business: Business, mailbox: Mailbox, data: dict[str, Any]) -> None:
    """Within a transaction, and with the same work for an address that gets nothing."""
    notice = leave_notice(kind, business=business, mailbox=mailbox, data=data)
    if not wanted:
        notice.delete()


def take_a_moment() -> None:
    """As long as nobody can foresee, up to `MOST_SECONDS`, outside of every transaction.

    Known and unknown do the same work, but a row that stays is not quite a row that goes again. That difference is far
    smaller than this moment, and an address may be asked about too seldom to see through it.
    """
    time.sleep(chance.uniform(0, MOST_SECONDS))
