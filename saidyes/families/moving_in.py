"""Many households at once, in a few statements: for an imported file. The same rows and events as one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.addresses import Canonical
from saidyes.consent.knowing import addresses_for, set_all_held
from saidyes.consent.models import Address
from saidyes.families.adding import Home, Origin, next_number
from saidyes.families.models import Family, Guardian, HeldAddress, Student
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Entry, Subject, record_all
from saidyes.ledger.verbs import Verb


@dataclass(frozen=True)
class Adult:
    """A guardian to be, with a phone in E.164 or none; the first address is the primary one."""

    first_name: str
    last_name: str
    phone: str
    addresses: tuple[Canonical, ...]


@dataclass(frozen=True)
class Child:
    first_name: str
    last_name: str
    born_on: date | None


@dataclass(frozen=True)
class Household:
    """A family to be; the first of the adults is the primary guardian."""

    name: str
    home: Home
    origin: Origin
    adults: tuple[Adult, ...]
    children: tuple[Child, ...]


@dataclass(frozen=True)
class Settled:
    """The rows of a household, in the order in which it named its people."""

    family: Family
    guardians: tuple[Guardian, ...]
    students: tuple[Student, ...]


@transaction.atomic
def move_in(business: Business, households: Sequence[Household], *, actor: Actor, source: Source) -> list[Settled]:
    """New families with their people. Addresses come after, by `give_all`."""
    first = next_number(business)
    settled = [_settled(business, household, first + n) for n, household in enumerate(households)]
    Family.objects.bulk_create([one.family for one in settled])
    Guardian.objects.bulk_create([guardian for one in settled for guardian in one.guardians])
    Student.objects.bulk_create([student for one in settled for student in one.students])
    record_all(
        [
            Entry(Verb.FAMILY_ADDED, Subject.of(one.family), actor, source, private={"name": one.family.name})
            for one in settled
        ]
    )
    return settled


@transaction.atomic
def give_all(
    business: Business, uses: Sequence[tuple[Guardian, Sequence[Canonical]]], *, actor: Actor, source: Source
) -> dict[str, Address]:
    """Guardians without addresses begin to use these, the first as their primary one. Each keeps its standing.

    Returns the addresses by key.
    """
    addresses = addresses_for(business, (read for _, reads in uses for read in reads), actor=actor, source=source)
    held = [
        HeldAddress(
            business=business, guardian=guardian, address=addresses[read.key], is_primary=place == 1, position=place
        )
        for guardian, reads in uses
        for place, read in enumerate(reads, start=1)
    ]
    HeldAddress.objects.bulk_create(held)
    set_all_held(addresses.values())
    record_all([_given(row, actor, source) for row in held])
    return addresses


def _settled(business: Business, household: Household, number: int) -> Settled:
    family = Family(
        business=business,
        name=household.name,
        number=number,
        external_id=household.origin.external_id,
        created_at=household.origin.created_at or clock.now(),
        **vars(household.home),
    )
    guardians = (
        Guardian(
            business=business,
            family=family,
            first_name=adult.first_name,
            last_name=adult.last_name,
            phone=adult.phone,
            is_primary=place == 1,
            position=place,
        )
        for place, adult in enumerate(household.adults, start=1)
    )
    students = (Student(business=business, family=family, **vars(child)) for child in household.children)
    return Settled(family, tuple(guardians), tuple(students))


def _given(held: HeldAddress, actor: Actor, source: Source) -> Entry:
    return Entry(
        Verb.ADDRESS_GIVEN,
        Subject.of(held.address),
        actor,
        source,
        facts={"guardian": str(held.guardian_id)},
        private={"address": held.address.spelling},
    )
