"""Somebody wrote that they want to leave, and nobody could prove who: staff look at it, and say what it is."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import address_in
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

AT_MOST = 5  # wait at a time for one address


class NotTheNewest(Exception):
    """Another wish came since whoever dismisses has looked."""


@transaction.atomic
def note_wish(address: Address, *, said: str, author: str, actor: Actor, source: Source) -> None:
    """It waits for staff until they dismiss it, or the address has chosen since. Once by each author: a forged wish
    must not hide a meant one.
    """
    address = Address.objects.locked().get(pk=address.pk)
    waiting = wishes_of(address)
    heard = author in [wish.private.get("author") for wish in waiting]
    if address.is_erased or heard or len(waiting) >= AT_MOST:
        return
    private = {"address": address.spelling, "said": said, "author": author}
    record(Verb.ASKED_TO_LEAVE, Subject.of(address), actor=actor, source=source, private=private)


@transaction.atomic
def dismiss_wishes(address: Address, *, seen: str, actor: Actor, source: Source) -> bool:
    """Staff found that whoever reads the address did not ask. Whether there was anything to dismiss.

    `seen`: the newest that they looked at; `NotTheNewest` when one came since.
    """
    address = Address.objects.locked().get(pk=address.pk)
    waiting = wishes_of(address)
    if not waiting:
        return False
    if str(waiting[-1].pk) != seen:
        raise NotTheNewest
    facts = {"wish": seen}
    record(Verb.WISH_DISMISSED, Subject.of(address), actor=actor, source=source, facts=facts)
    return True


def wishes(business_id: UUID) -> list[Address]:
    """The addresses for which a wish waits for staff, the one waiting longest first."""
    newest = {address_in(event.subject): event for event in _undecided(business_id)}
    asked = Address.objects.filter(business_id=business_id, pk__in=list(newest))
    waiting = [address for address in asked if _waits(address, newest[address.pk])]
    return sorted(waiting, key=lambda address: newest[address.pk].happened_at)


def wishes_of(address: Address) -> list[Event]:
    """Those that wait for staff, with what was written, the oldest first."""
    asked = _undecided(address.business_id).filter(subject=f"address:{address.pk}").select_related("beside")
    return [wish for wish in asked if _waits(address, wish)]


def _undecided(business_id: UUID) -> QuerySet[Event]:
    dismissed = Event.objects.filter(
        business_id=business_id, subject=OuterRef("subject"), verb=Verb.WISH_DISMISSED, seq__gt=OuterRef("seq")
    )
    asked = Event.objects.filter(business_id=business_id, verb=Verb.ASKED_TO_LEAVE)
    return asked.filter(~Exists(dismissed)).order_by("happened_at", "id")


def _waits(address: Address, wish: Event) -> bool:
    """Not once the address has chosen since."""
    chosen_since = address.standing_since is not None and address.standing_since >= wish.happened_at
    return address.standing != Standing.OPTED_OUT and not chosen_since
