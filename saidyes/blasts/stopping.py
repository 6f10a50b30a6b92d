"""What stops all Email Blasts of a school, and the owner who lets them go on. Transactional mail is never stopped."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from saidyes.blasts.models import Stop, StoppedBy
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent import checking
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


def standing() -> QuerySet[Stop]:
    """The stops that no owner has looked at, oldest first."""
    return Stop.objects.filter(let_go_at=None).order_by("stopped_at", "pk")


def held_because(business_id: UUID) -> str:
    """The sentence that keeps every Email Blast of a school from leaving; empty when they may."""
    stop = standing().filter(business=business_id).first()
    return stop.sentence if stop else checking.held_because(business_id)


@transaction.atomic
def stop(business_id: UUID, why: StoppedBy, *, reports: int, letters: int) -> bool:
    """Whether that was news."""
    business = Business.objects.locked().get(pk=business_id)
    if standing().filter(business=business, why=why).exists():
        return False
    Stop.objects.create(business=business, why=why, reports=reports, letters=letters)
    facts = {"why": why.value, "reports": reports, "letters": letters}
    record(Verb.BLASTS_STOPPED, Subject.of(business), actor=SYSTEM, source=Source.WORKER, facts=facts)
    return True


@transaction.atomic
def let_go_on(business: Business, seen: UUID, *, actor: Actor) -> bool:
    """An owner has looked at this one. From here on reports and letters are counted anew. Whether it stood."""
    business = Business.objects.locked().get(pk=business.pk)
    looked_at = standing().filter(business=business, pk=seen).first()
    if looked_at is None:
        return False
    looked_at.let_go_at, looked_at.let_go_by = clock.now(), actor.name[:200]
    looked_at.save(update_fields=["let_go_at", "let_go_by"])
    facts = {"why": looked_at.why, "reports": looked_at.reports, "letters": looked_at.letters}
    record(Verb.BLASTS_LET_GO, Subject.of(business), actor=actor, source=Source.OFFICE, facts=facts)
    return True
