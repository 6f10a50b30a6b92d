"""The one row of an address within a business: found, or written down for the first time."""

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.models import Address
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
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
    return address


def known(business: Business, text: str) -> Address | None:
    """The row of an address, when the business has it."""
    return Address.objects.filter(business=business, key=canonical(text).key).first()
