"""Put the question to whoever reads an address, at their next log-in. No mail is sent: asking would be advertising."""

from django.db import transaction

from saidyes.consent.models import Address, Standing
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import MOVES_A_STANDING, Verb

ASKS_OR_ANSWERS = (Verb.CHOICE_ASKED, *MOVES_A_STANDING)  # the newest of these tells whether the question is open


@transaction.atomic
def ask_to_choose(address: Address, *, actor: Actor, source: Source) -> bool:
    """Once is enough; never after an opt-out, nor over a yes. Whether it was put now."""
    locked = Address.objects.locked().get(pk=address.pk)
    if locked.standing != Standing.NO_CHOICE or is_asked_to_choose(locked):
        return False
    record(Verb.CHOICE_ASKED, Subject.of(locked), actor=actor, source=source)
    return True


def is_asked_to_choose(address: Address) -> bool:
    """Whether somebody asked since the address came to stand where it stands."""
    told = Subject.of(address).events.filter(verb__in=ASKS_OR_ANSWERS)
    newest = told.order_by("-seq").first()
    return newest is not None and newest.verb == Verb.CHOICE_ASKED
