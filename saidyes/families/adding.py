"""A household, a guardian or a student is written down: by staff, by an import, or as part of joining."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.families.holding import give
from saidyes.families.models import Family, Guardian, Student
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

FIRST_NUMBER = 1001


@dataclass(frozen=True)
class Person:
    """An adult, as typed. The phone in E.164 or empty; the address as typed or empty."""

    first_name: str
    last_name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Home:
    """Where a family lives."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a family's record comes from, when it is older than today: an export's own id and date."""

    external_id: str = ""
    created_at: datetime | None = None
    possible_double: bool = False


@transaction.atomic
def add_family(
    business: Business, name: str, home: Home, *, actor: Actor, source: Source, origin: Origin | None = None
) -> Family:
    """A new family without anybody in it yet, with the next number of the business."""
    origin = origin or Origin()
    family = Family.objects.create(
        business=business,
        name=name,
        number=next_number(business),
        external_id=origin.external_id,
        created_at=origin.created_at or clock.now(),
        possible_double=origin.possible_double,
        **vars(home),
    )
    record(Verb.FAMILY_ADDED, Subject.of(family), actor=actor, source=source, private={"name": name})
    return family


@transaction.atomic
def add_guardian(family: Family, person: Person, *, actor: Actor, source: Source) -> Guardian:
    """An adult of the family; the first one is the primary guardian. `NotAnAddress` when the address is none."""
    guardian = Guardian.objects.create(
        business_id=family.business_id,
        family=family,
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        is_primary=not family.guardians.exists(),
        position=family.guardians.count() + 1,
    )
    if person.address:
        give(guardian, person.address, actor=actor, source=source)
    return guardian


@transaction.atomic
def add_household(business: Business, person: Person, home: Home, *, actor: Actor, source: Source) -> Family:
    """A family with its primary guardian, named after them."""
    family = add_family(business, person.last_name, home, actor=actor, source=source)
    add_guardian(family, person, actor=actor, source=source)
    return family


def add_student(family: Family, first_name: str, last_name: str, born_on: date | None) -> Student:
    """A child of the family, or an adult student."""
    return Student.objects.create(
        business_id=family.business_id, family=family, first_name=first_name, last_name=last_name, born_on=born_on
    )


def next_number(business: Business) -> int:
    """What staff will call the next family. The business row is locked until the transaction ends."""
    Business.objects.locked().get(pk=business.pk)
    highest = business.families.aggregate(highest=Max("number"))["highest"]
    return int(highest) + 1 if highest else FIRST_NUMBER
