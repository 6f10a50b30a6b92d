"""Which addresses a guardian uses: give one, take one away, change one; and where a family's notices go."""

from uuid import UUID

from django.db import transaction

from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.consent.evidence import Evidence
from saidyes.consent.knowing import address_for, set_held
from saidyes.consent.lapsing import lapse_unless_used
from saidyes.consent.links import choice_url
from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import AddressQuerySet
from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice


@transaction.atomic
def give(guardian: Guardian, text: str, *, actor: Actor, source: Source, proved: bool = False) -> HeldAddress:
    """The guardian uses this address from now on; it keeps the standing it has. `NotAnAddress` when it is none.

    `proved`: the guardian showed that they read it. Their first address is their primary one.
    """
    address = _locked(address_for(guardian.business, text, actor=actor, source=source))
    held, is_new = HeldAddress.objects.get_or_create(
        business_id=guardian.business_id,
        guardian=guardian,
        address=address,
        defaults={"is_primary": not guardian.held_addresses.exists(), "position": guardian.held_addresses.count() + 1},
    )
    if is_new:
        _tell(Verb.ADDRESS_GIVEN, held, actor=actor, source=source)
        _lapse_a_yes_of_nobody_here(address, actor=actor, source=source)
    if proved:
        prove(held)
    follow_holders(address)
    return held


def prove(held: HeldAddress) -> None:
    """This guardian showed, by a code sent there, that they read the address."""
    held.proved_at = clock.now()
    held.save(update_fields=["proved_at"])


@transaction.atomic
def take(held: HeldAddress, *, actor: Actor, source: Source) -> None:
    """The guardian no longer uses the address. A yes of theirs lapses with them, and so does a log-in by it:
    whoever reads it now is somebody else.
    """
    address, guardian = _locked(held.address), held.guardian
    deleted, _ = held.delete()
    if not deleted:  # somebody else took it a moment ago, and wrote it down
        return
    _tell(Verb.ADDRESS_TAKEN, held, actor=actor, source=source)
    _untie_log_in(guardian, address)
    if held.is_primary:
        _make_primary(guardian.held_addresses.first())
    _lapse_a_yes_of_nobody_here(address, actor=actor, source=source)
    follow_holders(address)


@transaction.atomic
def replace(held: HeldAddress, text: str, *, actor: Actor, source: Source) -> HeldAddress:
    """Another address in the place of this one. Nothing is carried over: the new one stands where it stands,
    and the old one is told.
    """
    if canonical(text).key == held.address.key:
        Address.objects.filter(pk=held.address_id).update(spelling=canonical(text).spelling)
        return held
    old, guardian, was_primary = held.address, held.guardian, held.is_primary
    there = address_for(guardian.business, text, actor=actor, source=source)
    Address.objects.all_locked([old.pk, there.pk])
    take(held, actor=actor, source=source)
    new = give(guardian, text, actor=actor, source=source)
    if was_primary:
        make_primary(new)
    leave_notice(
        Kind.ADDRESS_CHANGED,
        business=guardian.business,
        mailbox=Mailbox(old.spelling, guardian.name, language=guardian.language),
        data={"old": old.spelling, "new": new.address.spelling, "by": actor.name},
    )
    return new


@transaction.atomic
def make_primary(held: HeldAddress) -> None:
    """Of the guardian's addresses, the one that notices go to."""
    HeldAddress.objects.filter(guardian_id=held.guardian_id, is_primary=True).exclude(pk=held.pk).update(
        is_primary=False
    )
    _make_primary(held)


def mailbox_of(family: Family) -> Mailbox | None:
    """Where a family's notices go: the primary address of its primary guardian; none when it has no address."""
    held = (
        HeldAddress.objects.filter(guardian__family=family, guardian__active=True)
        .select_related("guardian__family", "address", "business")
        .order_by("-guardian__is_primary", "guardian__position", "-is_primary", "position")
        .first()
    )
    return mailbox_at(held) if held else None


def mailbox_at(held: HeldAddress) -> Mailbox:
    """A guardian's mailbox, with the link to the choice of that address; after an opt-out it is never put again."""
    out = held.address.standing == Standing.OPTED_OUT
    link = "" if out else choice_url(held.business, held.address_id)
    guardian = held.guardian
    return Mailbox(
        held.address.spelling,
        guardian.name,
        link,
        about=Subject.of(guardian.family).name,
        language=guardian.language,
    )


def follow_holders(address: Address) -> None:
    """Held is an address that an active guardian of a family that is not archived uses."""
    active = address.holders.filter(guardian__active=True, guardian__family__archived_at=None)
    set_held(address, held=active.exists())


def addresses_of_family(family: Family) -> AddressQuerySet:
    """Every address that a guardian of the family uses."""
    return Address.objects.filter(business_id=family.business_id, holders__guardian__family=family).distinct()


def evidence_of(guardian: Guardian, address_id: UUID) -> Evidence:
    """What stands behind a guardian's yes: that they use the address, and whether they showed that they read it."""
    held = guardian.held_addresses.filter(address_id=address_id).first()
    return Evidence(own=held is not None, proved=held is not None and held.proved_at is not None)


def only_user_of(address: Address) -> Guardian | None:
    """The guardian who reads the address, where there is just one: a letter's link cannot say which of several."""
    holders = address.holders.filter(guardian__active=True, guardian__family__archived_at=None)
    found = holders.select_related("guardian")[:2]
    return found[0].guardian if len(found) == 1 else None


def _untie_log_in(guardian: Guardian, address: Address) -> None:
    """Whoever proves another address of the guardian is tied to them anew."""
    if guardian.user and guardian.user.email == address.key:
        guardian.user = None
        guardian.save(update_fields=["user"])


def _make_primary(held: HeldAddress | None) -> None:
    if held and not held.is_primary:
        held.is_primary = True
        held.save(update_fields=["is_primary"])


def _lapse_a_yes_of_nobody_here(address: Address, *, actor: Actor, source: Source) -> None:
    """Consent is personal: whoever else uses the address has not agreed."""
    users = address.holders.values_list("guardian_id", flat=True)
    same = Guardian.objects.filter(merged_into__in=users).values_list("pk", flat=True)
    lapse_unless_used(address, {str(one) for one in [*users, *same]}, actor=actor, source=source)
    address.refresh_from_db()


def _locked(address: Address) -> Address:
    return Address.objects.locked().get(pk=address.pk)


def _tell(verb: Verb, held: HeldAddress, *, actor: Actor, source: Source) -> None:
    record(
        verb,
        Subject.of(held.address),
        actor=actor,
        source=source,
        facts={"guardian": str(held.guardian_id)},
        private={"address": held.address.spelling},
    )
