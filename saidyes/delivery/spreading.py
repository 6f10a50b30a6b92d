"""Many hands at the blasts under way: who looks where is a hint, who has a row is `claiming`.

A blast on its own is given all hands, each beginning at another place of what is left, so that they meet no rows of
each other until one has come round. Many blasts are given one hand each, so that a long one holds up no short one.
"""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Min

from saidyes.blasts.models import Blast
from saidyes.delivery.filling import being_sent


class Hand(NamedTuple):
    """One of so many `hands` at a blast; ids and numbers only, for a message to carry."""

    business: UUID
    blast: UUID
    number: int
    hands: int


def hands(at_most: int) -> list[Hand]:
    """A hand for each blast under way, more where there are few of them, in no order that favours one."""
    blasts = list(being_sent().order_by("?").values_list("business_id", "pk"))
    each = max(1, at_most // max(1, len(blasts)))
    return [Hand(business, blast, number, each) for number in range(each) for business, blast in blasts]


def blast_of(hand: Hand) -> Blast | None:
    """The blast, unless it is paused or over by now."""
    mine = being_sent().filter(business=hand.business, pk=hand.blast)
    return mine.select_related("business").first()


def beginning_of(hand: Hand) -> int:
    """The key behind which this hand begins."""
    left = Blast(pk=hand.blast).recipients.filter(business=hand.business, settled_at=None)
    ends = left.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"] or 0, ends["last"] or 0
    return max(0, first - 1) + (last - first + 1) * hand.number // hand.hands
