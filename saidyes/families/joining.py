"""A family creates its Customer Portal account: user, household, address and choice, in one transaction."""

from dataclasses import dataclass, replace

from django.db import transaction

from saidyes.accounts.arriving import user_of
from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, MayNotOptIn
from saidyes.consent.models import Wording
from saidyes.families.adding import Home, Origin, Person, add_family, add_guardian
from saidyes.families.holding import give, make_primary
from saidyes.families.models import Guardian
from saidyes.ledger.actors import Actor, Source


@dataclass(frozen=True)
class Joined:
    """`is_new`: a family was made of the typed details. `refused`: why a yes could not stand, else empty."""

    user: User
    guardian: Guardian
    is_new: bool
    refused: str = ""


@transaction.atomic
def join(business: Business, person: Person, home: Home, *, said_yes: bool, wording: Wording, actor: Actor) -> Joined:
    """Store what was typed, for somebody who has just proved `person.address` by a code.

    An address that already has a log-in here only logs in: the typed details are dropped, the choice counts. An
    imported guardian without a log-in is tied to it and keeps the office's details. `actor` says from where; who
    it was is filled in here. The choice is recorded last, so that everything else stands when a yes may not.
    """
    user = user_of(person.address, name=f"{person.first_name} {person.last_name}".strip())
    actor = replace(actor, id=str(user.pk), name=user.name, own_key=user.email)
    guardian = _guardian_of(user, business, person)
    is_new = guardian is None
    if guardian is None:
        guardian = _new_household(business, person, home, actor=actor)
    actor = replace(actor, on_behalf_of=str(guardian.pk), name=guardian.name)
    _tie(guardian, user)
    held = give(guardian, person.address, actor=actor, source=Source.REGISTRATION, proved=True)
    make_primary(held)
    refused = ""
    try:
        record_choice(
            held.address,
            said_yes=said_yes,
            wording=wording,
            actor=actor,
            source=Source.REGISTRATION,
            evidence=Evidence(proved=True),
        )
    except MayNotOptIn as why:
        refused = str(why)
    return Joined(user, guardian, is_new, refused)


def _guardian_of(user: User, business: Business, person: Person) -> Guardian | None:
    """The guardian the user already is; else the imported one who is meant, if that is clear."""
    known = Guardian.objects.filter(business=business, user=user).first()
    if known:
        return known
    there = _who_use(business, person.address)
    meant = there if len(there) == 1 else [guardian for guardian in there if _same_name(guardian, person)]
    return meant[0] if len(meant) == 1 and meant[0].user_id is None else None


def _who_use(business: Business, address: str) -> list[Guardian]:
    """The active guardians who use the address: whoever shares it may be any of them, with a log-in or without."""
    here = Guardian.objects.filter(business=business, active=True, held_addresses__address__key=canonical(address).key)
    return list(here.locked())


def _same_name(guardian: Guardian, person: Person) -> bool:
    typed = (person.first_name.casefold(), person.last_name.casefold())
    return (guardian.first_name.casefold(), guardian.last_name.casefold()) == typed


def _new_household(business: Business, person: Person, home: Home, *, actor: Actor) -> Guardian:
    origin = Origin(possible_double=bool(_who_use(business, person.address)))
    family = add_family(business, person.last_name, home, actor=actor, source=Source.REGISTRATION, origin=origin)
    alone = replace(person, address="")
    return add_guardian(family, alone, actor=actor, source=Source.REGISTRATION)


def _tie(guardian: Guardian, user: User) -> None:
    if guardian.user_id is None:
        guardian.user = user
        guardian.save(update_fields=["user"])
