"""How a school describes itself is part of the question it puts, so both change together."""

from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.consent.asking import publish_wordings
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

DESCRIBES = frozenset(
    ["name", "legal_name", "street", "city", "state", "postal_code", "country", "phone", "website", "reply_to"]
)


@transaction.atomic
def open_school(business: Business, *, actor: Actor, source: Source) -> Business:
    """Store a new school with the first version of all its words."""
    business.save(force_insert=True)
    record(Verb.BUSINESS_ADDED, Subject.of(business), actor=actor, source=source)
    publish_wordings(business, actor=actor, source=source)
    return business


@transaction.atomic
def describe(business: Business, changes: dict[str, Any], *, actor: Actor) -> list[str]:
    """Change columns of a school; words that name what changed get their next version. Returns what differed."""
    current = Business.objects.locked().get(pk=business.pk)
    differing = [name for name, value in changes.items() if getattr(current, name) != value]
    if not differing:
        return []
    facts = {name: {"old": str(getattr(current, name)), "new": str(changes[name])} for name in differing}
    for name in differing:
        setattr(current, name, changes[name])
    current.save(update_fields=differing)
    record(Verb.SETTINGS_CHANGED, Subject.of(current), actor=actor, source=Source.OFFICE, facts=facts)
    publish_wordings(current, actor=actor, source=Source.OFFICE)
    return differing


def as_it_was(business: Business, moment: datetime) -> Business:
    """The school as it described itself then, and who owned it: told by what was changed since, the newest first."""
    then = copy(business)
    school = Event.objects.filter(business_id=business.pk, subject=Subject.of(business).name, happened_at__gt=moment)
    since = school.filter(verb__in=(Verb.SETTINGS_CHANGED, Verb.SOLD)).select_related("beside")
    for event in since.order_by("-seq"):
        if event.verb == Verb.SOLD:
            then.legal_name = str(event.private.get("before", ""))
        for name in DESCRIBES.intersection(event.facts if event.verb == Verb.SETTINGS_CHANGED else ()):
            setattr(then, name, event.facts[name]["old"])
    return then
