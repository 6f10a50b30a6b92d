"""What was chosen for an address, told to one guardian: their own acts as "you", no other family by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saidyes.consent.history import Line, lines_of
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.ledger.actors import ActorKind, Source
from saidyes.ledger.verbs import CHOICES, Verb

DID = {
    Verb.OPT_IN: "opted in",
    Verb.OPT_OUT: "opted out",
    Verb.LAPSE: "went back to no choice yet",
    Verb.CONFIRMATION_ASKED: "said yes, to be confirmed by email",
    Verb.CONFIRMATION_ENDED: "stays as it was: the yes was not confirmed",
}
THE_SCHOOL = (ActorKind.STAFF, ActorKind.OWNER, ActorKind.IMPORTER)
SOMEBODY_ELSE = "Another user of this address"  # custody: one family never reads of another
WAYS = {
    Source.REGISTRATION: "when creating the account",
    Source.PORTAL: "in My Account",
    Source.CHOICE_LINK: "with the link in an email",
    Source.CONFIRMATION_LINK: "confirmed with the link in our email",
    Source.UNSUBSCRIBE_PAGE: "with the Unsubscribe link in an email",
    Source.TAKE_BACK: "with the “I did not agree” link in our email",
    Source.ONE_CLICK: "with the unsubscribe button of the mail program",
    Source.OFFICE: "written down by the school",
    Source.IMPORT_FILE: "from the school’s earlier records",
    Source.PROVIDER: "as the mail provider reported",
    Source.FEEDBACK_LOOP: "marked as spam in the mail program",
}


@dataclass(frozen=True)
class Told:
    """One entry of "Your choices so far". `before` is the standing until then; `is_own`: theirs, or of whoever held
    the mail.
    """

    line: Line
    is_own: bool
    title: str
    at: datetime
    way: str
    note: str
    glyph: str
    before: str

    @property
    def has_receipt(self) -> bool:
        return self.is_own and self.line.event.verb in CHOICES

    @property
    def went_back(self) -> bool:
        """Whether a yes ended of itself: then they are asked to choose again."""
        return self.line.event.verb == Verb.LAPSE

    def as_entry(self, address: Address) -> dict[str, Any]:
        """For a file: the same as on the page, and what ties it to the audit log."""
        event, facts = self.line.event, self.line.event.facts
        words = {name: facts[name] for name in ("wording", "wording_sha256", "language") if name in facts}
        told = {"what": self.title, "at": self.at.isoformat(), "way": self.way, "note": self.note, **words}
        ledger = {"event": str(event.pk), "hash": event.row_hash}
        return {"address": address.spelling, **{name: text for name, text in told.items() if text}, "ledger": ledger}


def choices_so_far(address: Address, guardian: Guardian) -> list[Told]:
    """Every yes and no of the address, the newest first."""
    family = {str(one.pk): one.first_name for one in guardian.family.guardians.all()} | {str(guardian.pk): "You"}
    own = ("", str(guardian.pk))
    lines = [line for line in lines_of(address, for_family=True) if line.event.verb in DID]
    return [_told(line, family, is_own=line.event.on_behalf_of in own) for line in lines]


def _told(line: Line, family: dict[str, str], *, is_own: bool) -> Told:
    """`family`: by guardian, what to call them."""
    event = line.event
    did, by_school = DID[Verb(event.verb)], event.actor_kind in THE_SCHOOL
    return Told(
        line=line,
        is_own=is_own,
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
