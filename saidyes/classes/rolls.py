"""Whose children are on these rolls, and which classes there are. Ended enrollments and archived families are not."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from saidyes.businesses.models import Business
from saidyes.classes.models import Course, Enrollment
from saidyes.families.models import Family

PRESENT = {"ended_on": None, "student__family__archived_at": None}
ANY_AGE: Mapping[str, Any] = {}


def families_on(
    business: Business, course_ids: Iterable[UUID | str], *, born: Mapping[str, Any] = ANY_AGE
) -> QuerySet[Family]:
    """Families with a child on any of the rolls, each once. `born`: lookups on `student__born_on` of that child."""
    return _families_of(_rolls(business, born).filter(course__in=list(course_ids), **PRESENT))


def enrolled_families(business: Business, *, born: Mapping[str, Any] = ANY_AGE) -> QuerySet[Family]:
    """Families with a child on some roll."""
    return _families_of(_rolls(business, born).filter(**PRESENT))


def former_families(business: Business, *, born: Mapping[str, Any] = ANY_AGE) -> QuerySet[Family]:
    """Families that had a child on a roll, and have none on any now. They were not archived: they may come back."""
    were = _families_of(_rolls(business, born).filter(student__family__archived_at=None))
    return were.exclude(pk__in=_rolls(business, ANY_AGE).filter(**PRESENT).values("student__family"))


def open_courses(business: Business) -> QuerySet[Course]:
    """The classes that are held, by name, with `families`: how many have a child on the roll."""
    present = Q(**{f"enrollments__{name}": value for name, value in PRESENT.items()})
    families = Count("enrollments__student__family", filter=present, distinct=True)
    return business.courses.filter(archived_at=None).annotate(families=families).order_by("name")


def _rolls(business: Business, born: Mapping[str, Any]) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(business=business, **born)


def _families_of(rolls: QuerySet[Enrollment]) -> QuerySet[Family]:
    return Family.objects.filter(pk__in=rolls.values("student__family"))
