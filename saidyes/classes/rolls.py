"""Whose children are on these rolls, and which classes there are. Ended enrollments and archived families are not."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from saidyes.businesses.models import Business
from saidyes.classes.models import Course, Enrollment
from saidyes.families.models import Family

PRESENT = {"ended_on": None, "student__family__archived_at": None}


def families_on(business: Business, course_ids: Iterable[UUID | str]) -> QuerySet[Family]:
    """Families with a child on any of the rolls, each once."""
    return Family.objects.filter(business=business, pk__in=_family_ids(business, course_ids))


def open_courses(business: Business) -> QuerySet[Course]:
    """The classes that are held, by name, with `families`: how many have a child on the roll."""
    present = Q(**{f"enrollments__{name}": value for name, value in PRESENT.items()})
    families = Count("enrollments__student__family", filter=present, distinct=True)
    return business.courses.filter(archived_at=None).annotate(families=families).order_by("name")


def _family_ids(business: Business, course_ids: Iterable[UUID | str]) -> QuerySet[Enrollment, UUID]:
    rolls = Enrollment.objects.filter(business=business, course__in=list(course_ids), **PRESENT)
    return rolls.values_list("student__family_id", flat=True)
