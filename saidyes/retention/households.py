"""Whom an erasure is about, gathered before anything goes."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from saidyes.accounts.models import User
from saidyes.consent.models import Address
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.ledger.models import Event
from saidyes.ledger.shredding import Traces
from saidyes.ledger.verbs import Verb


@dataclass(frozen=True)
class Household:
    """A family with those it took in, everybody in it, and every address that one of them ever used."""

    family: Family
    families: tuple[Family, ...]
    guardians: tuple[Guardian, ...]
    users: tuple[User, ...]
    addresses: tuple[Address, ...]

    @cached_property
    def alone(self) -> tuple[Address, ...]:
        """Of the addresses, those that nobody else uses: asked once the family uses none any more."""
        ids = [address.pk for address in self.addresses]
        used = set(HeldAddress.objects.filter(address__in=ids).values_list("address_id", flat=True))
        return tuple(address for address in self.addresses if address.pk not in used)

    @property
    def shared(self) -> list[Address]:
        return [address for address in self.addresses if address not in self.alone]

    @property
    def subjects(self) -> frozenset[str]:
        """As the ledger and the letters name the families."""
        return frozenset(f"family:{family.pk}" for family in self.families)

    @property
    def names(self) -> list[str]:
        return [guardian.name for guardian in self.guardians]

    @property
    def texts(self) -> frozenset[str]:
        """What names these people alone, however it came to be written somewhere."""
        gone = [address for address in self.alone if not address.is_erased]
        return frozenset({address.key for address in gone} | {address.spelling for address in gone})

    @property
    def traces(self) -> Traces:
        return Traces(
            subjects=self.subjects | {f"address:{address.pk}" for address in self.alone},
            people=frozenset(str(guardian.pk) for guardian in self.guardians),
            users=frozenset(str(user.pk) for user in self.users),
            texts=self.texts,
        )


def household_of(family: Family) -> Household:
    """Everything locked that is about to go."""
    here = Family.objects.select_for_update().filter(business_id=family.business_id)
    families = (here.get(pk=family.pk), *here.filter(merged_into=family.pk).order_by("pk"))
    guardians = tuple(Guardian.objects.filter(family__in=families).select_related("user"))
    addresses = Address.objects.filter(pk__in=_ever_used_by(family.business_id, guardians)).order_by("pk")
    keys = [address.key for address in addresses]
    users = {guardian.user for guardian in guardians if guardian.user} | set(User.objects.filter(email__in=keys))
    return Household(families[0], families, guardians, tuple(users), tuple(addresses.locked()))


def _ever_used_by(business_id: UUID, guardians: tuple[Guardian, ...]) -> set[UUID]:
    ids = [str(guardian.pk) for guardian in guardians]
    given = Event.objects.filter(business_id=business_id, verb=Verb.ADDRESS_GIVEN, facts__guardian__in=ids)
    once = {UUID(subject.partition(":")[2]) for subject in given.values_list("subject", flat=True)}
    return once | set(HeldAddress.objects.filter(guardian__in=guardians).values_list("address_id", flat=True))
