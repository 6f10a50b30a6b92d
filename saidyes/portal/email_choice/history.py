"""What was chosen for an address, told to one guardian: their own acts as "you", no other family by name."""

from dataclasses import dataclass
from datetime import datetime

from saidyes.consent.history import Line, lines_of
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.ledger.actors import ActorKind, Source
from saidyes.ledger.verbs import Verb

CHOICES = (Verb.OPT_IN, Verb.OPT_OUT, Verb.LAPSE)
DID = {Verb.OPT_IN: "opted in", Verb.OPT_OUT: "opted out", Verb.LAPSE: "went back to no choice yet"}
THE_SCHOOL = (ActorKind.STAFF, ActorKind.OWNER, ActorKind.IMPORTER)
SOMEBODY_ELSE = "Another user of this address"  # custody: one family never reads of another
WAYS = {
    Source.REGISTRATION: "when creating the account",
    Source.PORTAL: "in My Account",
    Source.UNSUBSCRIBE_PAGE: "with the Unsubscribe link in an email",
    Source.ONE_CLICK: "with the unsubscribe button of the mail program",
    Source.OFFICE: "written down by the school",
    Source.IMPORT_FILE: "from the school’s earlier records",
    Source.PROVIDER: "as the mail provider reported",
    Source.FEEDBACK_LOOP: "marked as spam in the mail program",
}


@dataclass(frozen=True)
class Told:
    """One entry of "Your choices so far". `before` is the standing until then."""

    title: str
    at: datetime
    way: str
    note: str
    glyph: str
    before: str


def choices_so_far(address: Address, guardian: Guardian) -> list[Told]:
    """Every yes and no of the address, the newest first."""
    family = {str(one.pk): one.first_name for one in guardian.family.guardians.all()} | {str(guardian.pk): "You"}
    return [_told(line, family) for line in lines_of(address, for_family=True) if line.event.verb in CHOICES]


def _told(line: Line, family: dict[str, str]) -> Told:
    """`family`: by guardian, what to call them."""
    event = line.event
    did, by_school = DID[Verb(event.verb)], event.actor_kind in THE_SCHOOL
    return Told(
        title=f"{who} {did}" if (who := _who(line, family)) else did.capitalize(),
        at=line.at,
        way="with Undo, right after unsubscribing" if "undo_of" in event.facts else _way(line),
        note=line.note if by_school and event.on_behalf_of in family else "",
        glyph=line.glyph,
        before=line.before,
    )


def _who(line: Line, family: dict[str, str]) -> str:
    """A name where a guardian chose; nothing where a letter's link did, for whoever held the letter."""
    if line.event.actor_kind != ActorKind.GUARDIAN:
        return ""
    return family.get(line.event.on_behalf_of, SOMEBODY_ELSE)


def _way(line: Line) -> str:
    return WAYS.get(Source(line.event.source), line.where)
