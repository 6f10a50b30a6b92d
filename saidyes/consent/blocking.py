"""Blocks that people set: by hand, or because a lawyer asked for it. And what an owner may lift again."""

from django.db import transaction

from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import Address, Standing, Suppression, SuppressionKind, WordingKind
from saidyes.consent.suppressing import lift, suppress
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event

MANUAL, LEGAL = SuppressionKind.MANUAL, SuppressionKind.LEGAL


class MayNotBlock(Exception):
    """A block that this person may not set. The message is a sentence for them."""


class MayNotLift(Exception):
    """A reason that nobody, or not this person, or not yet, may lift. The message is a sentence for them."""


@transaction.atomic
def block(address: Address, kind: SuppressionKind, *, reason: str, actor: Actor, source: Source) -> None:
    """Staff block by hand, which changes no choice; an owner also for legal reasons, which is an opt-out as well
    (GDPR 21(3): an objection needs no further act of the person).
    """
    if kind == LEGAL and actor.kind != ActorKind.OWNER:
        raise MayNotBlock("Only an owner blocks an address for legal reasons.")
    suppress(address, kind, reason=reason, actor=actor, source=source)
    if kind == LEGAL:
        wording = wording_of(address.business, WordingKind.STAFF_OPT_OUT)
        record_choice(address, said_yes=False, wording=wording, actor=actor, source=source)


@transaction.atomic
def unblock(suppression: Suppression, *, reason: str, actor: Actor, source: Source) -> None:
    """An owner ends a block; `MayNotLift` says why another reason stays."""
    address = Address.objects.locked().get(pk=suppression.address_id)
    suppression.refresh_from_db()
    why_not = why_it_stays(suppression, address)
    if why_not or actor.kind != ActorKind.OWNER:
        raise MayNotLift(why_not or "Only an owner lifts a block.")
    lift(address, SuppressionKind(suppression.kind), actor=actor, source=source, reason=reason)


def why_it_stays(suppression: Suppression, address: Address) -> str:
    """The sentence that says why not even an owner may lift it now; empty when one may."""
    if suppression.lifted_at:
        return "It was lifted already."
    kind = SuppressionKind(suppression.kind)
    return why_nobody_lifts(kind, said_yes_since=kind == LEGAL and _said_yes_since(suppression, address))


def why_nobody_lifts(kind: SuppressionKind, *, said_yes_since: bool) -> str:
    """The table of what not even an owner lifts, and why."""
    if kind == SuppressionKind.COMPLAINT:
        return "Only the guardian’s own yes, confirmed by email, ends this."
    if kind == SuppressionKind.BOUNCE:
        return "Correct the address, or ask whether mail arrives there."
    if kind == LEGAL and not said_yes_since:
        return "Only after the guardian has said yes again, and confirmed it by email."
    return ""


def _said_yes_since(suppression: Suppression, address: Address) -> bool:
    """Whether the yes that stands is a guardian's own, given later than the block, and confirmed by the mailbox."""
    if address.standing != Standing.OPTED_IN or address.last_event is None:
        return False
    confirmed = Event.objects.get(pk=address.last_event)
    own = Event.objects.filter(business_id=address.business_id, pk=confirmed.facts.get("confirms"))
    return own.filter(actor_kind=ActorKind.GUARDIAN, happened_at__gt=suppression.set_at).exists()
