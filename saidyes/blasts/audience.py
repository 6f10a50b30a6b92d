"""Whom a blast is for: every family, or those of some rolls or ages; and how many of them may be written to.

An audience is what a blast keeps as JSON: a `kind`, what belongs to it, and perhaps `ages` of the students it means.
Every kind ends in one query for families, so that filling stays one statement.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from saidyes.blasts.models import Blast
from saidyes.classes.models import Course
from saidyes.classes.programs import courses_in
from saidyes.classes.rolls import enrolled_families, families_on, former_families
from saidyes.common import clock
from saidyes.consent import gate
from saidyes.consent.models import Address
from saidyes.consent.models.address import AddressQuerySet
from saidyes.families.ages import Ages
from saidyes.families.models import Family, HeldAddress

Audience = dict[str, Any]
EVERYONE, ENROLLED, FORMER, PROGRAMS, COURSES = "everyone", "enrolled", "former", "programs", "courses"
WORDS = {EVERYONE: "All families", ENROLLED: "Families enrolled now", FORMER: "Former families"}


def for_courses(ids: Iterable[UUID | str]) -> Audience:
    """The audience of some classes, as a blast keeps it."""
    return {"kind": COURSES, "ids": sorted(map(str, ids))}


def ages_of(audience: Audience) -> Ages | None:
    """The ages of the students it means; none for families with or without students."""
    return Ages(*audience["ages"]) if audience.get("ages") else None


def families_of(blast: Blast) -> QuerySet[Family]:
    """The families it is for, as of now; students are as old as on the day it leaves."""
    business, kind = blast.business, blast.audience["kind"]
    born = _born(blast, "student__born_on")
    if kind == COURSES:
        return families_on(business, blast.audience["ids"], born=born)
    if kind == PROGRAMS:
        return families_on(business, courses_in(business, blast.audience["names"]), born=born)
    if kind == ENROLLED:
        return enrolled_families(business, born=born)
    if kind == FORMER:
        return former_families(business, born=born)
    families = Family.objects.filter(business=business, archived_at=None)
    if born:
        return families.filter(pk__in=business.students.filter(**_born(blast, "born_on")).values("family"))
    return families


def addresses_of(blast: Blast) -> AddressQuerySet:
    """Every address that an active guardian of these families uses: once, whoever shares it, willing or not.

    For everyone the address itself says so. For some of them each is asked for its holders, so that a few of them cost
    a few look-ups, however many the school has.
    """
    in_use = Address.objects.filter(business_id=blast.business_id, held=True)
    if blast.audience["kind"] == EVERYONE and not ages_of(blast.audience):
        return in_use
    family = {"guardian__family__in": families_of(blast), "guardian__family__archived_at": None}
    return in_use.filter(Exists(HeldAddress.objects.filter(address=OuterRef("pk"), guardian__active=True, **family)))


def counts(blast: Blast) -> dict[str, int]:
    """How many addresses were chosen and how many of them are willing; the others by the reason."""
    found = gate.counts(addresses_of(blast))
    return {"chosen": sum(found.values()), **found}


def in_words(blast: Blast) -> str:
    """`All families`, the names of the classes, `Families enrolled now with a student aged 3 to 5`."""
    words, ages = _kind_in_words(blast), ages_of(blast.audience)
    words = f"{words} with a student {ages}" if ages else words
    name = blast.audience.get("selection")
    return f"{name} ({words})" if name else words


def _kind_in_words(blast: Blast) -> str:
    kind = blast.audience["kind"]
    if kind == PROGRAMS:
        return ", ".join(blast.audience["names"]) or "No program"
    if kind == COURSES:
        courses = Course.objects.filter(business_id=blast.business_id, pk__in=blast.audience["ids"])
        return ", ".join(course.name for course in courses) or "No class"
    return WORDS[kind]


def _born(blast: Blast, field: str) -> Mapping[str, Any]:
    ages = ages_of(blast.audience)
    leaves = blast.started_at or blast.due_at or clock.now()
    return ages.born(leaves.astimezone(blast.business.zone).date(), field) if ages else {}
