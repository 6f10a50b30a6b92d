"""The one row of an address within a business: found or written down, and whether anybody uses it."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common.addresses import Canonical, canonical
from saidyes.common.paging import in_chunks
from saidyes.consent.as_of import by_its_events
from saidyes.consent.forgetting import block_what_was_erased
from saidyes.consent.models import Address
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.recording import AT_ONCE, Entry, Subject, record, record_all
from saidyes.ledger.verbs import Verb


@transaction.atomic
def address_for(business: Business, text: str, *, actor: Actor, source: Source) -> Address:
    """The address as typed, by its canonical key; `NotAnAddress` when it is none. A new one has no choice yet."""
    read = canonical(text)
    address, is_new = Address.objects.get_or_create(
        business=business, key=read.key, defaults={"spelling": read.spelling}
    )
    if is_new:
        record(
            Verb.ADDRESS_ADDED, Subject.of(address), actor=actor, source=source, private={"address": address.spelling}
        )
        block_what_was_erased(business, [address], actor=actor, source=source)
    return address


@transaction.atomic
def addresses_for(
    business: Business, spellings: Iterable[Canonical], *, actor: Actor, source: Source
) -> dict[str, Address]:
    """The same for many at once, by key, locked until the transaction ends: for an imported file."""
    wanted = {read.key: read.spelling for read in spellings}
    unknown = wanted.keys() - known_among(business, wanted).keys()
    new = [Address(business=business, key=key, spelling=wanted[key]) for key in sorted(unknown)]
    Address.objects.bulk_create(new, ignore_conflicts=True)  # somebody may have been quicker: theirs is the row then
    found = Address.objects.all_locked(row.pk for row in known_among(business, wanted).values())
    rows, ours = {row.key: row for row in found.values()}, {row.pk for row in new}
    added = [row for row in rows.values() if row.pk in ours]
    record_all(
        [Entry(Verb.ADDRESS_ADDED, Subject.of(row), actor, source, private={"address": row.spelling}) for row in added]
    )
    block_what_was_erased(business, added, actor=actor, source=source)
    return rows


def known_among(business: Business, keys: Iterable[str]) -> dict[str, Address]:
    """Of these keys, the addresses that the business has."""
    rows: dict[str, Address] = {}
    for asked in in_chunks(sorted(keys), AT_ONCE):
        some = Address.objects.filter(business=business, key__in=asked)
        rows |= {row.key: row for row in some}
    return rows


def standings_among(business: Business, keys: Iterable[str]) -> Counter[str]:
    """How many of the addresses with these keys stand where."""
    counts: Counter[str] = Counter()
    for asked in in_chunks(sorted(keys), AT_ONCE):
        some = Address.objects.filter(business=business, key__in=asked)
        counts.update(some.values_list("standing", flat=True))
    return counts


def known(business: Business, text: str) -> Address | None:
    """The row of an address, when the business has it."""
    return Address.objects.filter(business=business, key=canonical(text).key).first()


@transaction.atomic
def set_held(address: Address, *, held: bool) -> None:
    """Whether an active guardian uses the address: told by families, who know guardians.

    Where its own events do not say so already, one more does: a guardian or a family was set aside or came back.
    """
    Address.objects.filter(pk=address.pk).exclude(held=held).update(held=held)
    if by_its_events(address).held != held:
        verb = Verb.IN_USE_AGAIN if held else Verb.NOT_IN_USE
        private = {"address": address.spelling}
        record(verb, Subject.of(address), actor=SYSTEM, source=Source.OFFICE, private=private)


@transaction.atomic
def set_all_held(addresses: Iterable[Address]) -> None:
    """The same for addresses that guardians have just begun to use, many at once."""
    for ids in in_chunks(sorted(address.pk for address in addresses if not address.held), AT_ONCE):
        Address.objects.filter(pk__in=ids, held=False).update(held=True)
