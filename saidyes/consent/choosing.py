"""Record a choice: the only way an address says yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from saidyes.consent import journal
from saidyes.consent.evidence import Evidence, MayNotOptIn
from saidyes.consent.judging import Way, way_of
from saidyes.consent.models import Address, Standing, Wording
from saidyes.consent.requesting import ask_the_mailbox
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Entry, Subject, record_all
from saidyes.ledger.verbs import Verb

NO_EVIDENCE = Evidence()


@dataclass(frozen=True)
class Choice:
    """What was chosen for an address, who wrote it down, and what stands behind it."""

    address: Address
    said_yes: bool
    actor: Actor
    evidence: Evidence = NO_EVIDENCE


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
    yes already stands changes nothing. A yes that takes more than a word asks the mailbox: then the address stands
    where it stood, and waits. Returns the event that the choice led to.
    """
    address = Address.objects.locked().select_related("business").get(pk=address.pk)
    if said_yes:
        way = way_of(address, actor=actor, source=source, evidence=evidence)
        if way == Way.NOTHING_NEW and address.last_event:
            return Event.objects.get(pk=address.last_event)
        if way == Way.BY_MAIL:
            return ask_the_mailbox(address, wording=wording, actor=actor, source=source, evidence=evidence)
    [event] = record_all([_entry(Choice(address, said_yes, actor, evidence), wording, source)])
    address.apply(event)
    journal.note([(address, event)])
    return event


@transaction.atomic
def record_choices(choices: Sequence[Choice], *, wording: Wording, source: Source) -> dict[UUID, MayNotOptIn]:
    """Many choices by the same rules, each about another address: for an imported file.

    A yes that may not be is not recorded; its reason is returned by the id of the address.
    """
    rows = Address.objects.all_locked(choice.address.pk for choice in choices)
    taken, refused = [], {}
    for choice in choices:
        address = rows[choice.address.pk]
        try:
            if not choice.said_yes or _counts_at_once(replace(choice, address=address), source):
                taken.append(replace(choice, address=address))
        except MayNotOptIn as why:
            refused[address.pk] = why
    events = record_all([_entry(choice, wording, source) for choice in taken])
    for choice, event in zip(taken, events, strict=True):
        choice.address.apply(event)
    journal.note((choice.address, event) for choice, event in zip(taken, events, strict=True))
    return refused


def _counts_at_once(choice: Choice, source: Source) -> bool:
    """A yes of an imported file; where one stands already there is nothing to record."""
    return way_of(choice.address, actor=choice.actor, source=source, evidence=choice.evidence) == Way.AT_ONCE


def _entry(choice: Choice, wording: Wording, source: Source) -> Entry:
    address, evidence = choice.address, choice.evidence
    return Entry(
        Verb.OPT_IN if choice.said_yes else Verb.OPT_OUT,
        Subject.of(address),
        choice.actor,
        source,
        facts={**_moves(address, said_yes=choice.said_yes), **wording.facts, **evidence.facts},
        private=_private(address, evidence),
    )


def _moves(address: Address, *, said_yes: bool) -> dict[str, str | int]:
    new = Standing.OPTED_IN if said_yes else Standing.OPTED_OUT
    return {"old": address.standing, "new": new.value, "version": address.version + 1}


def _private(address: Address, evidence: Evidence) -> dict[str, str]:
    told = {"said": evidence.said, "reference": evidence.reference}
    return {"address": address.spelling, **{name: text for name, text in told.items() if text}}
