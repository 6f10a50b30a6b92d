"""Erase an address: the row stays for the letters and events that name it, and nothing in it tells whose it was.

A tombstone stays too, so that the same address, written down anew, never gets an Email Blast by accident.
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.common.paging import in_chunks
from saidyes.common.signing import stamp, stamps
from saidyes.consent import journal
from saidyes.consent.models import Address, Standing, Suppression, SuppressionKind, Tombstone
from saidyes.consent.models.address import ERASED, ERASED_KEY
from saidyes.consent.suppressing import suppress
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import AT_ONCE, Subject, record
from saidyes.ledger.verbs import Verb

PURPOSE = "tombstone of an address"
THEY_ASKED = "Erased at the family’s wish"
ERASED_BEFORE = "This address was erased before, at the family’s wish"


@transaction.atomic
def erase_address(address: Address, *, actor: Actor, source: Source, facts: dict[str, str] | None = None) -> None:
    """It stands opted out for good. Only its id stays, and in the tombstone a digest under our key."""
    address = Address.objects.locked().get(pk=address.pk)
    if address.is_erased:
        return
    digest = digest_of(address.business_id, address.key)
    moves = {"old": address.standing, "new": Standing.OPTED_OUT.value, "version": address.version + 1}
    event = record(
        Verb.ERASED,
        Subject.of(address),
        actor=actor,
        source=source,
        facts={**moves, "why": THEY_ASKED, **(facts or {})},
    )
    address.apply(event)
    transaction.on_commit(partial(journal.note, [(address, event)], digest=digest))  # only what is certain
    Suppression.objects.filter(address=address).update(reason="")
    Address.objects.filter(pk=address.pk).update(key=f"{ERASED_KEY}{address.pk.hex}", spelling=ERASED)
    set_tombstone(address.business_id, digest)


def set_tombstone(business_id: UUID, digest: str) -> None:
    """Once for each address, however often it is erased."""
    Tombstone.objects.get_or_create(business_id=business_id, digest=digest, defaults={"reason": THEY_ASKED})


def digest_of(business_id: UUID, key: str) -> str:
    return stamp(PURPOSE, business_id.bytes + key.encode())


def erased_among(business: Business, keys: Iterable[str]) -> set[str]:
    """Of these keys, those of addresses that were erased here, whichever key of ours they were digested with."""
    digests = {one: key for key in keys for one in stamps(PURPOSE, business.pk.bytes + key.encode())}
    if not digests or not Tombstone.objects.filter(business=business).exists():
        return set()
    found: set[str] = set()
    for asked in in_chunks(sorted(digests), AT_ONCE):
        some = Tombstone.objects.filter(business=business, digest__in=asked)
        found.update(digests[one] for one in some.values_list("digest", flat=True))
    return found


def was_erased(business: Business, text: str) -> bool:
    """Whether an address that is written so was erased here, whether or not it was written down again since."""
    return bool(erased_among(business, [canonical(text).key]))


def block_what_was_erased(business: Business, new: Iterable[Address], *, actor: Actor, source: Source) -> None:
    """Addresses that have just been written down: whoever was erased gets nothing until they say yes, confirm it by
    email, and an owner agrees.
    """
    rows = {address.key: address for address in new}
    for key in sorted(erased_among(business, rows)):
        suppress(rows[key], SuppressionKind.LEGAL, reason=ERASED_BEFORE, actor=actor, source=source)
        rows[key].suppressed = True
