"""Who may say yes from where, and whether it counts at once: one table for every way in."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from saidyes.businesses.models import Confirmation
from saidyes.consent.evidence import (
    TOO_LATE_TO_UNDO,
    Blocked,
    Erased,
    Evidence,
    MarkedAsSpam,
    NoLongerWaits,
    NotProved,
    OptedOutBefore,
    StaleChoice,
    TooLateToUndo,
    check_evidence,
    standing_reasons,
    was_to_something_else,
)
from saidyes.consent.history import another_said_no
from saidyes.consent.models import Address, Standing, SuppressionKind
from saidyes.ledger.actors import Actor, ActorKind, Source

BOUNCE, COMPLAINT, LEGAL = SuppressionKind.BOUNCE, SuppressionKind.COMPLAINT, SuppressionKind.LEGAL
LIFTED_BY_AN_OWN_YES = frozenset({BOUNCE, COMPLAINT})


class Asker(TextChoices):
    """Who brings a yes, and what they can show for it."""

    GUARDIAN = "guardian", "Guardian, for an own address they proved"
    UNPROVED = "unproved", "Guardian, for an own address nobody proved"
    OTHER = "other", "Guardian, for somebody else’s address"
    MAILBOX = "mailbox", "Reader of a mail, by its choice link"
    CONFIRMER = "confirmer", "Reader of a mail, by its link to confirm"
    UNDOER = "undoer", "Whoever just unsubscribed, by Undo"
    STAFF = "staff", "Staff or owner, with evidence"
    OWN_STAFF = "own_staff", "Staff or owner, for their own address"
    IMPORTER = "importer", "An imported file, with date and how"
    MACHINE = "machine", "A mail server, a mail program, or nobody"


class Way(Enum):
    """What becomes of a yes that may be."""

    AT_ONCE = "at once"
    BY_MAIL = "once the mailbox confirms it"
    NOTHING_NEW = "nothing new"


@dataclass(frozen=True)
class Place:
    """Where an address stands, as far as a yes is judged by it."""

    standing: str
    reasons: frozenset[str] = frozenset()
    by_another: bool = False  # the no is another guardian's
    waits: bool = False  # for the mailbox to confirm a yes
    always: bool = False  # the school asks every yes to be confirmed


def way_of(address: Address, *, actor: Actor, source: Source, evidence: Evidence) -> Way:
    """How this yes may come to stand; the address is locked. Raises the `MayNotOptIn` that forbids it."""
    if address.is_erased:
        raise Erased(_("Nothing is kept here about this address any more. Nothing has changed."))
    if evidence.seen_version not in (None, address.version):
        raise StaleChoice(_("This choice was changed a moment ago. Look again before you save."))
    way = judge(_asker(address, actor, source, evidence), _place(address, actor, evidence))
    if way != Way.NOTHING_NEW:
        check_evidence(address, actor=actor, source=source, evidence=evidence)
    return way


def judge(asker: Asker, place: Place) -> Way:
    """The table. It looks at nothing but its two arguments."""
    if asker in (Asker.OTHER, Asker.MACHINE):
        raise NotProved(_("Only the person who reads this address can say yes for it."))
    if asker == Asker.OWN_STAFF:
        raise Blocked(_("You can’t record consent for your own address. Choose in the Customer Portal instead."))
    if asker == Asker.CONFIRMER:
        return _confirmed(place)
    if asker not in (Asker.GUARDIAN, Asker.UNPROVED):
        _refuse_what_only_a_guardian_may(asker, place)
    if place.standing == Standing.OPTED_IN and not place.reasons & LIFTED_BY_AN_OWN_YES:
        return Way.NOTHING_NEW
    if asker == Asker.UNDOER:
        return _undone(place)
    return Way.BY_MAIL if _takes_a_mail(asker, place) else Way.AT_ONCE


def _confirmed(place: Place) -> Way:
    if not place.waits:
        raise NoLongerWaits
    return Way.AT_ONCE


def _undone(place: Place) -> Way:
    if place.standing != Standing.OPTED_OUT or place.by_another:
        raise TooLateToUndo(_(TOO_LATE_TO_UNDO))
    return Way.AT_ONCE


def _refuse_what_only_a_guardian_may(asker: Asker, place: Place) -> None:
    if COMPLAINT in place.reasons:
        raise MarkedAsSpam(_("Our mail was marked as spam here. Only the guardian can opt this address back in."))
    if LEGAL in place.reasons:
        raise Blocked(_("This address is blocked for legal reasons. Only the guardian can opt it back in."))
    if asker == Asker.IMPORTER:
        if place.standing == Standing.OPTED_OUT or place.reasons:
            raise OptedOutBefore("This address opted out before; an import can’t change that")
        if place.always and place.standing != Standing.OPTED_IN:
            raise Blocked(_("This school asks each family to confirm by email, so a file can’t opt anybody in"))
    elif BOUNCE in place.reasons and asker != Asker.UNDOER:
        raise Blocked(_("Mail to this address bounces. Correct it, or ask whether mail arrives there."))


def _takes_a_mail(asker: Asker, place: Place) -> bool:
    if place.always or place.by_another or asker in (Asker.UNPROVED, Asker.MAILBOX):
        return True
    return bool(place.reasons & {*LIFTED_BY_AN_OWN_YES, LEGAL})


def _asker(address: Address, actor: Actor, source: Source, evidence: Evidence) -> Asker:
    if evidence.confirms:
        return Asker.CONFIRMER
    if evidence.undo_of:
        return Asker.UNDOER
    if actor.kind in (ActorKind.STAFF, ActorKind.OWNER):
        return Asker.OWN_STAFF if actor.own_key == address.key else Asker.STAFF
    if actor.kind == ActorKind.GUARDIAN:
        return _guardian(evidence)
    if source == Source.IMPORT_FILE:
        return Asker.IMPORTER
    return Asker.MAILBOX if actor.kind == ActorKind.MAILBOX and evidence.own else Asker.MACHINE


def _guardian(evidence: Evidence) -> Asker:
    if evidence.proved:
        return Asker.GUARDIAN
    return Asker.UNPROVED if evidence.own else Asker.OTHER


def _place(address: Address, actor: Actor, evidence: Evidence) -> Place:
    """For the link to confirm, it waits only for this very link, and while the question asks for no more."""
    link = evidence.confirms
    is_linked = link is None or (address.asked == link.pk and not was_to_something_else(link))
    return Place(
        standing=address.standing,
        reasons=frozenset(standing_reasons(address)),
        by_another=another_said_no(address, actor.on_behalf_of),
        waits=address.waits and is_linked,
        always=address.business.confirmation == Confirmation.ALWAYS,
    )
