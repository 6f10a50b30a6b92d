"""Back to no choice yet: when the yes that stood is nobody's any more."""

from django.db import transaction

from saidyes.consent.models import Address, Standing
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def lapse(address: Address, *, reason: str, actor: Actor, source: Source) -> None:
    """An opted-in address stands at no choice yet; any other stays where it is."""
    address = Address.objects.locked().get(pk=address.pk)
    if address.standing != Standing.OPTED_IN:
        return
    facts = {"old": address.standing, "new": Standing.NO_CHOICE.value, "version": address.version + 1, "why": reason}
    event = record(
        Verb.LAPSE,
        Subject.of(address),
        actor=actor,
        source=source,
        facts=facts,
        private={"address": address.spelling},
    )
    address.apply(event)
