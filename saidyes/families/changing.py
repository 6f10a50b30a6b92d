"""Correct what is written down about a family or one of its guardians; what changed is told, with what it was."""

from typing import Any

from django.db import transaction

from saidyes.families.adding import Home, Person
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def change_family(family: Family, name: str, home: Home, *, actor: Actor, source: Source) -> None:
    """Its name and where it lives."""
    family = _locked(family)
    before = _set(family, {"name": name, **vars(home)})
    _tell(family, before, {}, actor=actor, source=source)


@transaction.atomic
def change_guardian(guardian: Guardian, person: Person, *, actor: Actor, source: Source) -> None:
    """Their names and phone; `person.address` is not looked at."""
    family = _locked(guardian.family)
    new = {"first_name": person.first_name, "last_name": person.last_name, "phone": person.phone}
    before = _set(guardian, new)
    _tell(family, before, {"guardian": str(guardian.pk)}, actor=actor, source=source)


def _set(row: Family | Guardian, new: dict[str, str]) -> dict[str, str]:
    """Store what differs; returns what those fields held before."""
    before = {field: getattr(row, field) for field, value in new.items() if getattr(row, field) != value}
    for field in before:
        setattr(row, field, new[field])
    row.save(update_fields=[*before])
    return before


def _tell(family: Family, before: dict[str, str], about: dict[str, Any], *, actor: Actor, source: Source) -> None:
    if before:
        facts = {**about, "changed": sorted(before)}
        record(Verb.FAMILY_CHANGED, Subject.of(family), actor=actor, source=source, facts=facts, private=before)


def _locked(family: Family) -> Family:
    return Family.objects.locked().get(pk=family.pk)
