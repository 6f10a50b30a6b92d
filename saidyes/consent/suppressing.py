"""Set and lift a reason not to deliver, apart from the choice."""

from django.db import transaction

from saidyes.common import clock
from saidyes.consent import journal
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import Address, Suppression, SuppressionKind, WordingKind
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def suppress(
    address: Address,
    kind: SuppressionKind,
    *,
    reason: str,
    actor: Actor,
    source: Source,
    facts: dict[str, str] | None = None,
) -> None:
    """No Email Blast goes there until it is lifted. The same reason twice stands once; an erased address has none."""
    address = Address.objects.locked().get(pk=address.pk)
    if address.is_erased or address.suppressions.filter(kind=kind, lifted_at=None).exists():
        return
    event = record(
        Verb.SUPPRESSED,
        Subject.of(address),
        actor=actor,
        source=source,
        facts={"kind": kind.value, **(facts or {})},
        private={"address": address.spelling, "reason": reason},
    )
    Suppression.objects.create(
        business_id=address.business_id, address=address, kind=kind, reason=reason[:500], event=event.pk
    )
    _follow(address)
    journal.note([(address, event)])


@transaction.atomic
def mark_as_spam(
    address: Address, *, reason: str, actor: Actor, source: Source, facts: dict[str, str] | None = None
) -> None:
    """A complaint both opts the address out and blocks it; only the guardian's own yes lifts it."""
    if address.is_erased:
        return
    suppress(address, SuppressionKind.COMPLAINT, reason=reason, actor=actor, source=source, facts=facts)
    wording = wording_of(address.business, WordingKind.SPAM_REPORT)
    record_choice(address, said_yes=False, wording=wording, actor=actor, source=source)


@transaction.atomic
def lift(address: Address, kind: SuppressionKind, *, actor: Actor, source: Source, reason: str = "") -> None:
    """The reason no longer stands; the row stays, with the time."""
    address = Address.objects.locked().get(pk=address.pk)
    if address.suppressions.filter(kind=kind, lifted_at=None).update(lifted_at=clock.now()):
        facts, private = {"kind": kind.value}, {"address": address.spelling, **({"reason": reason} if reason else {})}
        record(Verb.SUPPRESSION_LIFTED, Subject.of(address), actor=actor, source=source, facts=facts, private=private)
        _follow(address)


def _follow(address: Address) -> None:
    address.suppressed = address.suppressions.filter(lifted_at=None).exists()
    address.save(update_fields=["suppressed"])
