"""Record a choice: the only way an address says yes or no."""

from django.db import transaction

from saidyes.consent.evidence import Evidence, refuse_what_may_not_be
from saidyes.consent.models import Address, Standing, Wording
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

NO_EVIDENCE = Evidence()


@transaction.atomic
def record_choice(
    address: Address,
    *,
    said_yes: bool,
    wording: Wording,
    actor: Actor,
    source: Source,
    evidence: Evidence = NO_EVIDENCE,
) -> Event:
    """Write down what was chosen, then let the address stand where the event says.

    A no is never refused and is recorded each time; a yes that may not be raises `MayNotOptIn`, and a yes where
    yes already stands changes nothing. Returns the event the address now stands on.
    """
    address = Address.objects.select_for_update(of=("self",)).select_related("business").get(pk=address.pk)
    if said_yes:
        refuse_what_may_not_be(address, actor=actor, source=source, evidence=evidence)
        if address.standing == Standing.OPTED_IN and address.last_event:
            return Event.objects.get(pk=address.last_event)
    event = record(
        Verb.OPT_IN if said_yes else Verb.OPT_OUT,
        Subject.of(address),
        actor=actor,
        source=source,
        facts={**_moves(address, said_yes=said_yes), **wording.facts, **evidence.facts},
        private=_private(address, evidence),
    )
    address.apply(event)
    return event


def _moves(address: Address, *, said_yes: bool) -> dict[str, str | int]:
    new = Standing.OPTED_IN if said_yes else Standing.OPTED_OUT
    return {"old": address.standing, "new": new.value, "version": address.version + 1}


def _private(address: Address, evidence: Evidence) -> dict[str, str]:
    return {"address": address.spelling, **({"said": evidence.said} if evidence.said else {})}
