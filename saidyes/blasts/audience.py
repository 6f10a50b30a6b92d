"""Whom a blast is for: every family, or those with a child in some classes; and how many of them may be written to."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from saidyes.blasts.models import Blast
from saidyes.classes.models import Course
from saidyes.classes.rolls import families_on
from saidyes.consent import gate
from saidyes.consent.models import Address
from saidyes.consent.models.address import AddressQuerySet
from saidyes.families.models import Family, HeldAddress

EVERYONE, COURSES = "everyone", "courses"


def for_courses(ids: Iterable[UUID | str]) -> dict[str, Any]:
    """The audience of some classes, as a blast keeps it."""
    return {"kind": COURSES, "ids": sorted(map(str, ids))}


def is_for_everyone(audience: dict[str, Any]) -> bool:
    return bool(audience["kind"] == EVERYONE)


def families_of(blast: Blast) -> QuerySet[Family]:
    """The families it is for, as of now."""
    if is_for_everyone(blast.audience):
        return Family.objects.filter(business_id=blast.business_id, archived_at=None)
    return families_on(blast.business, blast.audience["ids"])


def addresses_of(blast: Blast) -> AddressQuerySet:
    """Every address that an active guardian of these families uses: once, whoever shares it, willing or not.

    For everyone the address itself says so. For some classes each is asked for its holders, so that a few of them cost
    a few look-ups, however many the school has.
    """
    in_use = Address.objects.filter(business_id=blast.business_id, held=True)
    if is_for_everyone(blast.audience):
        return in_use
    family = {"guardian__family__in": families_of(blast), "guardian__family__archived_at": None}
    return in_use.filter(Exists(HeldAddress.objects.filter(address=OuterRef("pk"), guardian__active=True, **family)))


def counts(blast: Blast) -> dict[str, int]:
    """How many addresses were chosen and how many of them are willing; the others by the reason."""
    found = gate.counts(addresses_of(blast))
    return {"chosen": sum(found.values()), **found}


def courses_of(blast: Blast) -> QuerySet[Course]:
    """The classes it is for; none when it is for everyone."""
    ids = [] if is_for_everyone(blast.audience) else blast.audience["ids"]
    return Course.objects.filter(business_id=blast.business_id, pk__in=ids)


def in_words(blast: Blast) -> str:
    """`All families`, or the names of the classes."""
    if is_for_everyone(blast.audience):
        return "All families"
    return ", ".join(course.name for course in courses_of(blast)) or "No class"
