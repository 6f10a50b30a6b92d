"""A family that left, or a guardian who did: they get no Email Blasts, and every choice is kept as it is."""

from collections.abc import Iterable

from django.db import transaction

from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.families.holding import addresses_of_family, follow_holders
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def set_archived(family: Family, *, archived: bool, actor: Actor, source: Source) -> None:
    """An archived family is nobody's audience; brought back, it stands where it stood. A merged or erased one stays
    away.
    """
    family = Family.objects.locked().get(pk=family.pk)
    if archived == bool(family.archived_at) or family.merged_into_id or family.erased_at:
        return
    family.archived_at = clock.now() if archived else None
    family.save(update_fields=["archived_at"])
    verb = Verb.FAMILY_ARCHIVED if archived else Verb.FAMILY_BROUGHT_BACK
    record(verb, Subject.of(family), actor=actor, source=source)
    _follow(addresses_of_family(family))


@transaction.atomic
def set_active(guardian: Guardian, *, active: bool, actor: Actor, source: Source) -> None:
    """The addresses of an inactive guardian get no Email Blast unless another active guardian uses them."""
    family = Family.objects.locked().get(pk=guardian.family_id)
    guardian.refresh_from_db()
    if active == guardian.active or guardian.merged_into_id:
        return
    guardian.active = active
    guardian.save(update_fields=["active"])
    verb = Verb.GUARDIAN_BROUGHT_BACK if active else Verb.GUARDIAN_SET_ASIDE
    facts = {"guardian": str(guardian.pk)}
    record(verb, Subject.of(family), actor=actor, source=source, facts=facts, private={"guardian": guardian.name})
    _follow([held.address for held in guardian.held_addresses.select_related("address")])


def _follow(addresses: Iterable[Address]) -> None:
    for address in Address.objects.all_locked(one.pk for one in addresses).values():
        follow_holders(address)
