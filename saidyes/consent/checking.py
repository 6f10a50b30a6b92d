"""The daily verification of a school's audit log, its result kept, and what it holds up until an owner has looked."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse

from saidyes.accounts.rights import Role
from saidyes.accounts.telling import tell_staff
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.verification import verify
from saidyes.ledger import sealing
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.checkpoints import Anchor, anchors_in
from saidyes.ledger.models import Check
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind

AT_NIGHT = timedelta(hours=3)  # the hour at the school from which the day's verification is due
HELD = "The audit log does not verify. Email Blasts wait until an owner has looked at it"


def is_due(business: Business) -> bool:
    """Whether the school was not yet verified today, or never."""
    last = latest(business.pk)
    today = (clock.now().astimezone(business.zone) - AT_NIGHT).date()
    return last is None or (last.checked_at.astimezone(business.zone) - AT_NIGHT).date() < today


def check(business: Business) -> Check:
    """Verify, and keep the result. What an owner accepted stays accepted while just that is found."""
    began, before = clock.now(), latest(business.pk)
    with suppress(sealing.BrokenSeal):  # which is then found
        sealing.seal(business.pk)
    verdict = verify(business.pk, [one for one in kept_anchors() if one.business_id == business.pk])
    result = Check(
        business_id=business.pk,
        checked_at=began,
        events=verdict.tally.events,
        seals=verdict.sealed.seals,
        findings=verdict.found,
        wrong=str(verdict.first[0])[:500] if verdict.first else "",
        fingerprint=verdict.fingerprint,
    )
    is_news = before is None or before.fingerprint != result.fingerprint
    if before and not is_news:
        result.accepted_at, result.accepted_by = before.accepted_at, before.accepted_by
    _keep(business, result, is_news=is_news)
    return result


def latest(business_id: UUID) -> Check | None:
    return Check.objects.filter(business_id=business_id).order_by("-checked_at", "-pk").first()


def shown(business_id: UUID) -> Check | None:
    """What people are shown: a finding that waits for an owner, else the last result."""
    return _waiting().filter(business_id=business_id).order_by("checked_at", "pk").first() or latest(business_id)


def held_because(business_id: UUID) -> str:
    """The sentence that keeps Email Blasts from leaving; empty when they may. A finding waits though it went away."""
    return HELD if _waiting().filter(business_id=business_id).exists() else ""


def schools_held() -> list[UUID]:
    return list(_waiting().values_list("business_id", flat=True).distinct())


def last_verified() -> list[tuple[UUID, datetime]]:
    """When each school was."""
    return list(Check.objects.order_by().values_list("business_id").annotate(Max("checked_at")))


@transaction.atomic
def accept(business: Business, seen: int, *, actor: Actor) -> bool:
    """An owner looked at the finding they were `shown`: it no longer holds Email Blasts, nor does its being found again
    each night. Whether it waited for them; another finding still waits.
    """
    business = Business.objects.locked().get(pk=business.pk)
    waiting = _waiting().filter(business_id=business.pk)
    looked_at = waiting.filter(pk=seen).first()
    if looked_at is None:
        return False
    alike = waiting.filter(fingerprint=looked_at.fingerprint)
    count = alike.update(accepted_at=clock.now(), accepted_by=actor.name[:200])
    facts = {"checks": count, "fingerprint": looked_at.fingerprint}
    record(Verb.LEDGER_ACCEPTED, Subject.of(business), actor=actor, source=Source.OFFICE, facts=facts)
    return True


def kept_anchors() -> list[Anchor]:
    """What lies in the file of SAIDYES_ANCHORS, which the sealer writes; of each school its last is enough."""
    path = Path(settings.SAIDYES_ANCHORS)
    if not settings.SAIDYES_ANCHORS or not path.exists():
        return []
    newest = {anchor.business_id: anchor for anchor in anchors_in(path.read_text("utf-8"))}
    return list(newest.values())


@transaction.atomic
def _keep(business: Business, result: Check, *, is_news: bool) -> None:
    business = Business.objects.locked().get(pk=business.pk)
    result.save(force_insert=True)
    if result.wrong and is_news:
        facts = {"findings": result.findings, "first": result.wrong, "fingerprint": result.fingerprint}
        record(Verb.LEDGER_BROKEN, Subject.of(business), actor=SYSTEM, source=Source.WORKER, facts=facts)
        url = business.url(reverse("office-verification"))
        told = {"findings": f"{result.findings:,}", "first": result.wrong, "url": url}
        tell_staff(business, Role.OWNER, kind=Kind.AUDIT_LOG_BROKEN, data=told)


def _waiting() -> QuerySet[Check]:
    """Findings that no owner has looked at."""
    return Check.objects.filter(accepted_at=None).exclude(wrong="")
