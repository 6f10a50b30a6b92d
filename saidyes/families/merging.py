"""Two families, or two guardians, turn out to be one; or one family becomes two.

Consent hangs on the address, so no choice is touched: where the address stands, it stands. Its chain only says with
whom it went.
"""

from collections.abc import Iterable

from django.db import transaction

from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.families.adding import Home, add_family
from saidyes.families.holding import follow_holders
from saidyes.families.models import Family, Guardian, HeldAddress, Student
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice


class CannotMerge(Exception):
    """These two cannot become one. The message is a sentence for whoever tried."""


@transaction.atomic
def merge_families(into: Family, other: Family, *, actor: Actor, source: Source) -> None:
    """`into` takes in everybody of `other`, which is archived for good and keeps its own history."""
    into, other = _both_locked(into, other)
    if into.pk == other.pk:
        raise CannotMerge("This is the same family.")
    if into.archived_at or other.archived_at:
        raise CannotMerge("One of the two is archived. Bring it back first.")
    _lock_addresses(other)
    other.guardians.update(is_primary=False)
    for place, guardian in enumerate(other.guardians.all(), start=into.guardians.count() + 1):
        _move(guardian, into, position=place, actor=actor)
    Student.objects.filter(family=other).update(family=into)
    Notice.objects.filter(business_id=into.business_id, about=Subject.of(other).name).update(
        about=Subject.of(into).name
    )
    other.archived_at, other.merged_into, other.possible_double = clock.now(), into, False
    other.save(update_fields=["archived_at", "merged_into", "possible_double"])
    into.possible_double = False
    into.save(update_fields=["possible_double"])
    other.taken_in.update(merged_into=into)
    facts = {"into": str(into.pk), "other": str(other.pk)}
    for family in (into, other):
        record(Verb.FAMILIES_MERGED, Subject.of(family), actor=actor, source=source, facts=facts)


@transaction.atomic
def merge_guardians(kept: Guardian, other: Guardian, *, actor: Actor, source: Source) -> None:
    """One person, written down twice in a family: `kept` takes over the addresses and the log-in of `other`.

    A yes of `other` is a yes of the same person, so it stands.
    """
    family = Family.objects.locked().get(pk=kept.family_id)
    kept.refresh_from_db()
    other.refresh_from_db()
    if kept.pk == other.pk or kept.family_id != other.family_id or kept.merged_into_id or other.merged_into_id:
        raise CannotMerge("These are not two guardians of one family.")
    if kept.user_id and other.user_id:
        raise CannotMerge(f"{kept.name} logs in with two addresses. Remove one of the log-ins first.")
    user, was_primary = other.user, other.is_primary
    other.user, other.is_primary, other.active, other.merged_into = None, False, False, kept
    other.save(update_fields=["user", "is_primary", "active", "merged_into"])
    other.also_known.update(merged_into=kept)
    kept.user, kept.is_primary = kept.user or user, kept.is_primary or was_primary
    kept.save(update_fields=["user", "is_primary"])
    for held in other.held_addresses.select_related("address").order_by("address_id"):
        _hand_over(held, kept, actor=actor)
    facts = {"kept": str(kept.pk), "other": str(other.pk)}
    record(Verb.GUARDIANS_MERGED, Subject.of(family), actor=actor, source=source, facts=facts)


@transaction.atomic
def split_off(guardian: Guardian, *, actor: Actor, source: Source) -> Family:
    """A family of their own for a guardian, at the same home; students and the other guardians stay."""
    old = Family.objects.locked().get(pk=guardian.family_id)
    guardian.refresh_from_db(fields=["family", "merged_into", "is_primary"])
    if guardian.merged_into:
        raise CannotMerge(f"{guardian.name} is the same person as {guardian.merged_into.name} of the {old}.")
    if old.archived_at:
        raise CannotMerge(f"The {old} is archived. Bring it back first.")
    others = old.guardians.filter(merged_into=None).exclude(pk=guardian.pk)
    if not others.exists():
        raise CannotMerge(f"{guardian.name} is the only guardian of the {old}.")
    home = Home(street=old.street, city=old.city, state=old.state, postal_code=old.postal_code)
    new = add_family(guardian.business, guardian.last_name, home, actor=actor, source=source)
    was_primary = guardian.is_primary
    Guardian.objects.filter(pk=guardian.pk).update(is_primary=False)
    _move(guardian, new, position=1, actor=actor)
    Guardian.objects.filter(pk=guardian.pk).update(is_primary=True)
    heir = others.filter(active=True).first() or others.first()
    if was_primary and heir:
        Guardian.objects.filter(pk=heir.pk).update(is_primary=True)
    return new


def alike(into: Family, other: Family) -> Iterable[tuple[Guardian, Guardian]]:
    """Guardians of the two who have the same name: perhaps one person."""
    there = {_name(one): one for one in into.guardians.filter(merged_into=None)}
    for one in other.guardians.filter(merged_into=None):
        if _name(one) in there:
            yield there[_name(one)], one


def _both_locked(into: Family, other: Family) -> tuple[Family, Family]:
    """In the order of their ids, so that two merges of the same pair never wait for each other."""
    pair = Family.objects.locked().filter(business_id=into.business_id)
    rows = {family.pk: family for family in pair.filter(pk__in=[into.pk, other.pk]).order_by("pk")}
    return rows[into.pk], rows[other.pk]


def _lock_addresses(family: Family) -> None:
    """All of the family's at once, in the order of their ids, as an import and an archive do."""
    held = HeldAddress.objects.filter(guardian__family=family)
    Address.objects.all_locked(held.values_list("address_id", flat=True))


def _move(guardian: Guardian, into: Family, *, position: int, actor: Actor) -> None:
    held_before = list(guardian.held_addresses.select_related("address").order_by("address_id"))
    old = guardian.family_id
    Guardian.objects.filter(pk=guardian.pk).update(family=into, position=position)
    for held in held_before:
        _tell(held, {"guardian": str(guardian.pk), "from": str(old), "to": str(into.pk)}, actor=actor)
        follow_holders(held.address)


def _hand_over(held: HeldAddress, kept: Guardian, *, actor: Actor) -> None:
    """The address is `kept`'s from now on; where both used it, one row of the two remains."""
    address, old = held.address, held.guardian_id
    same = kept.held_addresses.filter(address=address).first()
    if same:
        same.proved_at = max(filter(None, [same.proved_at, held.proved_at]), default=None)
        same.save(update_fields=["proved_at"])
        held.delete()
    else:
        held.guardian, held.position = kept, kept.held_addresses.count() + 1
        held.is_primary = not kept.held_addresses.filter(is_primary=True).exists()
        held.save(update_fields=["guardian", "position", "is_primary"])
    _tell(held, {"from_guardian": str(old), "guardian": str(kept.pk)}, actor=actor)
    follow_holders(address)


def _tell(held: HeldAddress, facts: dict[str, str], *, actor: Actor) -> None:
    address = Address.objects.locked().get(pk=held.address_id)
    private = {"address": address.spelling}
    record(
        Verb.ASSOCIATION_CHANGED,
        Subject.of(address),
        actor=actor,
        source=Source.MERGE,
        facts=facts,
        private=private,
    )


def _name(guardian: Guardian) -> str:
    return " ".join(guardian.name.casefold().split())
