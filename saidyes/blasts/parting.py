"""Somebody leaves the staff: what they confirmed and what has not begun waits until an owner lets it go on."""

from django.db import transaction
from django.db.models import QuerySet

from saidyes.accounts.models import Membership
from saidyes.accounts.staffing import disable
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import hold_for_owner
from saidyes.businesses.models import Business
from saidyes.ledger.actors import Actor
from saidyes.ledger.reading import events_about
from saidyes.ledger.verbs import Verb

ANSWERED_FOR = (Verb.BLAST_SCHEDULED, Verb.BLAST_RESUMED)


@transaction.atomic
def part_with(membership: Membership, *, actor: Actor) -> int:
    """They are let in nowhere any more. How many Email Blasts wait for an owner now; raises `LastOwner`."""
    if not disable(membership, actor=actor):
        return 0
    theirs = [blast for blast in _not_begun(membership.business) if _who_answers(blast) == str(membership.user_id)]
    for blast in theirs:
        hold_for_owner(blast, why=f"{membership.name} confirmed it and left the staff.", actor=actor)
    return len(theirs)


def waiting(business: Business) -> QuerySet[Blast]:
    """Those that an owner has to decide about, the next one first."""
    return business.blasts.filter(waits_for_owner=True, status=Status.PAUSED).order_by("due_at", "pk")


def _not_begun(business: Business) -> QuerySet[Blast]:
    """Also those that somebody else paused: whoever goes on with one does not know that nobody answers for it."""
    return business.blasts.filter(status__in=(Status.SCHEDULED, Status.PAUSED), started_at=None).order_by("pk")


def _who_answers(blast: Blast) -> str:
    """Whoever let it go last."""
    newest = events_about(blast.business_id, [f"blast:{blast.pk}"]).filter(verb__in=ANSWERED_FOR).first()
    return newest.actor_id if newest else ""
