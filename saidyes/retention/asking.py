"""A family asks to be erased. Nobody is erased by a click: an owner looks, and does it."""

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def ask_to_be_erased(family: Family, *, actor: Actor, source: Source) -> None:
    """It waits for an owner from now on. Asking twice changes nothing."""
    family = Family.objects.locked().get(pk=family.pk)
    if family.erasure_asked_at or family.erased_at:
        return
    event = record(Verb.ERASURE_ASKED, Subject.of(family), actor=actor, source=source)
    family.erasure_asked_at = event.happened_at
    family.save(update_fields=["erasure_asked_at"])


@transaction.atomic
def ask_no_longer(family: Family, *, actor: Actor, source: Source) -> None:
    """They changed their mind: everything stays as it is."""
    family = Family.objects.locked().get(pk=family.pk)
    if family.erasure_asked_at is None:
        return
    family.erasure_asked_at = None
    family.save(update_fields=["erasure_asked_at"])
    record(Verb.ERASURE_NO_LONGER_ASKED, Subject.of(family), actor=actor, source=source)


def who_asks(business: Business) -> list[Family]:
    """The families that wait to be erased, the one waiting longest first."""
    return list(business.families.filter(erasure_asked_at__isnull=False).order_by("erasure_asked_at"))
