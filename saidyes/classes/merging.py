"""Two families become one, with what was paid and who was enrolled."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from saidyes.classes.models import Payment
from saidyes.families.merging import alike, merge_families, merge_guardians
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, Source


@transaction.atomic
def merge(into: Family, other: Family, *, same: Collection[UUID], actor: Actor, source: Source) -> None:
    """`same`: the guardians of `other` who are one person with their namesake in `into`. Raises `CannotMerge`."""
    pairs = [(kept, double) for kept, double in alike(into, other) if double.pk in same]
    merge_families(into, other, actor=actor, source=source)
    for kept, double in pairs:
        merge_guardians(kept, double, actor=actor, source=source)
    Payment.objects.filter(family=other).update(family=into)
