"""How a blast stands: what the live page and the list show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Min, Q

from saidyes.blasts.models import Blast
from saidyes.common import clock
from saidyes.consent.history import how_many_left_by
from saidyes.delivery.models import Recipient
from saidyes.delivery.resolving import unanswered_in
from saidyes.mail.models import State


@dataclass(frozen=True)
class Results:
    """Addresses of one blast, counted. `left_out` by reason: those never queued, and those stopped on their way.

    Of those `waiting`, so many were `put_off` by the mail server, the first of them until `next_try`.
    """

    sent: int = 0
    uncertain: int = 0
    failed: int = 0
    waiting: int = 0
    unsubscribed: int = 0
    put_off: int = 0
    next_try: datetime | None = None
    left_out: dict[str, int] = field(default_factory=dict)

    @classmethod
    def counted(cls, states: Counter[str], **others: Any) -> Self:
        return cls(
            sent=states[State.SENT],
            uncertain=states[State.UNCERTAIN],
            failed=states[State.FAILED],
            waiting=states[State.QUEUED] + states[State.CLAIMED] + states[State.HANDING],
            **others,
        )

    @property
    def total(self) -> int:
        """Those it was meant to reach, once it was filled or for as far as it is."""
        return self.sent + self.uncertain + self.failed + self.waiting

    @property
    def settled(self) -> int:
        return self.total - self.waiting

    @property
    def facts(self) -> dict[str, int]:
        """What the ledger keeps of a blast that came to rest."""
        counts = {"sent": self.sent, "uncertain": self.uncertain, "failed": self.failed, "waiting": self.waiting}
        return {**counts, "left_out": self.left_out_in_all}

    @property
    def left_out_in_all(self) -> int:
        return sum(self.left_out.values())


def of(blast: Blast) -> Results:
    """The counts of one blast, in two queries."""
    return of_all([blast])[blast.pk]


def of_all(blasts: Sequence[Blast]) -> dict[UUID, Results]:
    """The counts of several blasts of one school, in two queries for all of them."""
    states: dict[UUID, Counter[str]] = {blast.pk: Counter() for blast in blasts}
    left_out = {blast.pk: Counter(blast.left_out) for blast in blasts}
    put_off: dict[UUID, dict[str, Any]] = {}
    later = Q(state=State.QUEUED, attempts__gt=0, next_at__gt=clock.now())
    rows = (
        Recipient.objects.filter(blast__in=list(states)).order_by().values_list("blast_id", "state", "left_out_because")
    )
    counts = rows.annotate(count=Count("pk"), later=Count("pk", filter=later), first=Min("next_at", filter=later))
    for blast, state, because, count, of_later, first in counts:
        states[blast][state] += count
        if of_later:
            put_off[blast] = {"put_off": of_later, "next_try": first}
        if state == State.LEFT_OUT:
            left_out[blast][because] += count
    left = _left_by(blasts) if blasts else Counter()
    return {
        pk: Results.counted(states[pk], left_out=dict(left_out[pk]), unsubscribed=left[str(pk)], **put_off.get(pk, {}))
        for pk in states
    }


def _left_by(blasts: Sequence[Blast]) -> Counter[str]:
    oldest = min(blast.created_at for blast in blasts)
    return how_many_left_by(blasts[0].business_id, [blast.pk for blast in blasts], oldest)


def delivered(blasts: Iterable[Blast]) -> dict[UUID, int]:
    """How many letters of each blast arrived: for a list of blasts, in one query."""
    sent = Recipient.objects.filter(blast__in=list(blasts), state=State.SENT).order_by()
    return dict(sent.values_list("blast_id").annotate(count=Count("pk")))


def newest(blast: Blast, count: int) -> list[Recipient]:
    """The addresses that came to rest last, newest first."""
    settled = Recipient.objects.filter(blast=blast, settled_at__isnull=False)
    return list(settled.select_related("guardian", "address").order_by("-settled_at", "-id")[:count])


def unanswered(blast: Blast, count: int) -> list[Recipient]:
    """The first addresses of which nobody can know whether the letter arrived: a person decides."""
    return list(unanswered_in(blast).select_related("guardian", "address").order_by("id")[:count])
