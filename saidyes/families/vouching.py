"""Staff change a guardian's address, and write down what the guardian told them about Email Blasts."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from saidyes.common import times
from saidyes.common.languages import speaking
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, How
from saidyes.consent.links import take_back_url
from saidyes.consent.models import Address, WordingKind
from saidyes.consent.papers import forget_paper, kept_paper
from saidyes.families import holding
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice


@dataclass(frozen=True)
class Vouch:
    """What a guardian told staff. `said_yes` is None where the tick was not touched: then no choice
    changes. `agreed_again`: they agreed once more, after an opt-out. `scan`: what they signed, as bytes to keep.
    """

    said_yes: bool | None = None
    evidence: Evidence = field(default_factory=Evidence)
    agreed_again: bool = False
    scan: bytes = b""


def save_address(held: HeldAddress, text: str, vouch: Vouch, *, actor: Actor) -> HeldAddress:
    """Both at once, or neither. A no counts for the address as it was and as it is; a yes for what stands there now.

    Raises `MayNotOptIn` for a yes that may not be, `NotAnAddress` for a text that is none.
    """
    if not (vouch.said_yes and vouch.scan):
        return _save(held, text, vouch, actor=actor)
    with kept_paper(held.business_id, vouch.scan) as paper:
        return _save(held, text, replace(vouch, evidence=replace(vouch.evidence, paper=paper)), actor=actor)


@transaction.atomic
def _save(held: HeldAddress, text: str, vouch: Vouch, *, actor: Actor) -> HeldAddress:
    actor = replace(actor, on_behalf_of=str(held.guardian_id))
    before = held.address
    now = holding.replace(held, text, actor=actor, source=Source.OFFICE)
    if vouch.said_yes:
        _record_yes(now, vouch, moved=now.address_id != before.pk, actor=actor)
    elif vouch.said_yes is False:
        for address in {before, now.address}:
            _record_no(address, actor=actor)
    now.address.refresh_from_db()
    return now


def _record_no(address: Address, *, actor: Actor) -> None:
    wording = wording_of(address.business, WordingKind.STAFF_OPT_OUT)
    record_choice(address, said_yes=False, wording=wording, actor=actor, source=Source.OFFICE)


def _record_yes(held: HeldAddress, vouch: Vouch, *, moved: bool, actor: Actor) -> None:
    """The version that the form was shown with speaks of the address that was shown, not of a new one."""
    address = Address.objects.get(pk=held.address_id)
    again = wording_of(held.business, WordingKind.STAFF_TICK_AGAIN) if vouch.agreed_again else None
    evidence = replace(vouch.evidence, agreed_again=again, language=held.guardian.language)
    event = record_choice(
        address,
        said_yes=True,
        wording=wording_of(held.business, WordingKind.STAFF_TICK),
        actor=actor,
        source=Source.OFFICE,
        evidence=replace(evidence, seen_version=None) if moved else evidence,
    )
    held.address.refresh_from_db()
    if event.verb == Verb.OPT_IN and event.pk != address.last_event:
        _tell_guardian(held, evidence, event.pk, by=actor.name)
    elif event.pk == address.last_event and evidence.paper:  # yes stood there already
        forget_paper(held.business_id, evidence.paper)


def _tell_guardian(held: HeldAddress, evidence: Evidence, event_id: UUID, *, by: str) -> None:
    """One short neutral mail, with the way out of it."""
    business = held.business
    with speaking(held.guardian.language):
        how = gettext(How(evidence.how).label)
        agreed_at = times.moment(evidence.agreed_at, business.zone) if evidence.agreed_at else ""
    leave_notice(
        Kind.STAFF_OPTED_YOU_IN,
        business=business,
        mailbox=holding.mailbox_at(held),
        data={
            "guardian": held.guardian.name,
            "address": held.address.spelling,
            "staff": by,
            "how": how,
            "said": evidence.said,
            "agreed_at": agreed_at,
            "undo_url": take_back_url(business, held.address_id, event_id),
        },
    )
