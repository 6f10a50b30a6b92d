"""The signed link in every Email Blast: who holds the mail may leave, at once and without a log-in."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.languages import current
from saidyes.common.signing import BadToken, read_ids, sign_ids
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import Address, Standing, Wording, WordingKind
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject
from saidyes.ledger.verbs import Verb

LEAVE = "unsubscribe"
UNDO = "undo unsubscribe"
NO_BLAST = UUID(int=0)
NOBODY = UUID(int=0)
TRIAL = "This link works, and speaks for nobody.\n"
REPLAYS_COUNT_ONCE_IN = timedelta(hours=1)
WORDS_OF = {
    Source.UNSUBSCRIBE_PAGE: WordingKind.UNSUBSCRIBE_PAGE,
    Source.ONE_CLICK: WordingKind.ONE_CLICK,
    Source.MAILTO: WordingKind.BY_MAIL,
    Source.REPLY: WordingKind.BY_MAIL,
}


@dataclass(frozen=True)
class Leaver:
    """Who a token speaks for: an address, and the blast whose letter carried it (none for a link asked for)."""

    address: Address
    blast_id: UUID | None


def link_token(business_id: UUID, address_id: UUID, blast_id: UUID | None = None) -> str:
    """The token of one address: names nobody, never runs out, can only opt out (RFC 8058 3.1)."""
    return sign_ids(LEAVE, business_id, address_id, blast_id or NO_BLAST)


def leaver_of(token: str, business: Business) -> Leaver:
    """Whom the token speaks for; `BadToken` when it is forged, of another business or of another purpose."""
    business_id, address_id, blast_id = read_ids(LEAVE, token, 3)
    address = Address.objects.filter(business=business, pk=address_id).select_related("business").first()
    if business_id != business.pk or address is None:
        raise BadToken
    return Leaver(address, blast_id if blast_id != NO_BLAST else None)


def trial_token(business_id: UUID) -> str:
    """One that speaks for nobody: whoever follows it learns that the way out works, and changes nothing."""
    return link_token(business_id, NOBODY)


def is_trial(token: str, business: Business) -> bool:
    try:
        return read_ids(LEAVE, token, 3) == [business.pk, NOBODY, NO_BLAST]
    except BadToken:
        return False


def unsubscribe(leaver: Leaver, *, actor: Actor, source: Source, wording: Wording | None = None) -> Event:
    """Opt the address out. A replay of the same link within the hour changes and records nothing more, and of an
    erased address nothing is ever written down again.

    `wording`: the words they read, where those are not the ones of the way in.
    """
    address = leaver.address
    address.refresh_from_db()
    before = _erasure_of(address) if address.is_erased else _newest_opt_out(address, source)
    if before is not None:
        return before
    wording = wording or wording_of(address.business, WORDS_OF[source], current())
    blast = str(leaver.blast_id) if leaver.blast_id else ""
    return record_choice(
        address, said_yes=False, wording=wording, actor=actor, source=source, evidence=Evidence(blast=blast)
    )


@transaction.atomic
def leave_as_told(leaver: Leaver, *, letter: str, actor: Actor) -> None:
    """The mail provider says that they left by its own link or button. That of one letter counts once, for ever."""
    address = Address.objects.locked().select_related("business").get(pk=leaver.address.pk)
    told = Subject.of(address).events.filter(verb=Verb.OPT_OUT, facts__letter=letter)
    if address.is_erased or told.exists():
        return
    wording = wording_of(address.business, WordingKind.BY_PROVIDER)
    evidence = Evidence(blast=str(leaver.blast_id) if leaver.blast_id else "", letter=letter)
    record_choice(address, said_yes=False, wording=wording, actor=actor, source=Source.PROVIDER, evidence=evidence)


def may_undo(event: Event) -> bool:
    """Whether this opt-out took away a yes that stood."""
    return bool(event.verb == Verb.OPT_OUT and event.facts.get("old") == Standing.OPTED_IN)


def undo_token(event: Event) -> str:
    """For the answer page alone: takes back this one opt-out, for ten minutes."""
    return sign_ids(UNDO, event.pk)


def undo(leaver: Leaver, token: str, *, actor: Actor) -> Event:
    """Back to the yes that stood; `BadToken` for a token of another opt-out, `TooLateToUndo` after ten minutes."""
    [event_id] = read_ids(UNDO, token, 1)
    event = Subject.of(leaver.address).events.filter(pk=event_id).first()
    if event is None:
        raise BadToken
    wording = wording_of(leaver.address.business, WordingKind.UNSUBSCRIBE_UNDO, current())
    return record_choice(
        leaver.address,
        said_yes=True,
        wording=wording,
        actor=actor,
        source=Source.UNSUBSCRIBE_PAGE,
        evidence=Evidence(undo_of=event),
    )


def _erasure_of(address: Address) -> Event:
    return Event.objects.get(business_id=address.business_id, subject=f"address:{address.pk}", verb=Verb.ERASED)


def _newest_opt_out(address: Address, source: Source) -> Event | None:
    """The newest opt-out by the same way in since the address has stood at no, when it is younger than an hour.

    None while a yes waits there: this no ends it.
    """
    if address.standing != Standing.OPTED_OUT or address.standing_since is None or address.asked:
        return None
    since = max(address.standing_since, clock.now() - REPLAYS_COUNT_ONCE_IN)
    events = Subject.of(address).events.filter(verb=Verb.OPT_OUT, source=source, happened_at__gte=since)
    return events.order_by("-seq").first()
