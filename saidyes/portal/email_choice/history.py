"""What was chosen for an address, told to one guardian: their own acts as "you", no other family by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saidyes.consent.history import Line, lines_of
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.ledger.actors import ActorKind, Source
from saidyes.ledger.verbs import CHOICES, Verb

BY_YOU: dict[Verb, Promise] = {
    Verb.OPT_IN: _("You opted in"),
    Verb.OPT_OUT: _("You opted out"),
    Verb.CONFIRMATION_ASKED: _("You said yes, to be confirmed by email"),
}
BY_NAME: dict[Verb, Promise] = {
    Verb.OPT_IN: _("%(who)s opted in"),
    Verb.OPT_OUT: _("%(who)s opted out"),
    Verb.CONFIRMATION_ASKED: _("%(who)s said yes, to be confirmed by email"),
}
BY_NOBODY: dict[Verb, Promise] = {
    Verb.OPT_IN: _("Opted in"),
    Verb.OPT_OUT: _("Opted out"),
    Verb.LAPSE: _("Went back to no choice yet"),
    Verb.CONFIRMATION_ASKED: _("Said yes, to be confirmed by email"),
    Verb.CONFIRMATION_ENDED: _("Stays as it was: the yes was not confirmed"),
}
THE_SCHOOL = (ActorKind.STAFF, ActorKind.OWNER, ActorKind.IMPORTER)
SOMEBODY_ELSE = _("Another user of this address")  # custody: one family never reads of another
UNDONE = _("with Undo, right after unsubscribing")
WAYS: dict[Source, Promise] = {
    Source.REGISTRATION: _("when creating the account"),
    Source.PORTAL: _("in My Account"),
    Source.CHOICE_LINK: _("with the link in an email"),
    Source.CONFIRMATION_LINK: _("confirmed with the link in our email"),
    Source.UNSUBSCRIBE_PAGE: _("with the Unsubscribe link in an email"),
    Source.TAKE_BACK: _("with the “I did not agree” link in our email"),
    Source.ONE_CLICK: _("with the unsubscribe button of the mail program"),
    Source.OFFICE: _("written down by the school"),
    Source.IMPORT_FILE: _("from the school’s earlier records"),
    Source.MAILTO: _("with an email to unsubscribe"),
    Source.REPLY: _("with a reply to an email"),
    Source.PROVIDER: _("as the mail provider reported"),
    Source.BOUNCE: _("as the mail server reported"),
    Source.FEEDBACK_LOOP: _("marked as spam in the mail program"),
    Source.API: _("by a program of the school"),
    Source.COMMAND_LINE: _("written down by the school"),
    Source.MERGE: _("when records were put together"),
    Source.ERASURE: _("when data were erased"),
    Source.EXPIRY: _("by itself, after some time"),
    Source.WORKER: _("while emails were sent"),
    Source.RESTORE: _("when a backup was restored"),
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
    names = {str(one.pk): one.first_name for one in guardian.family.guardians.all()}
    lines = [line for line in lines_of(address, for_family=True) if line.event.verb in BY_NOBODY]
    return [_told(line, str(guardian.pk), names) for line in lines]


def _told(line: Line, asker: str, names: dict[str, str]) -> Told:
    """`names`: by guardian of the family, what to call them."""
    event = line.event
    return Told(
        line=line,
        is_own=event.on_behalf_of in ("", asker),
        title=_title(line, asker, names),
        at=line.at,
        way=str(UNDONE if "undo_of" in event.facts else WAYS[Source(event.source)]),
        note=line.note if event.actor_kind in THE_SCHOOL and event.on_behalf_of in names else "",
        glyph=line.glyph,
        before=line.before,
    )


def _title(line: Line, asker: str, names: dict[str, str]) -> str:
    """With a name where a guardian chose; without one where a letter's link did, for whoever held the letter."""
    event, verb = line.event, Verb(line.event.verb)
    if event.actor_kind != ActorKind.GUARDIAN or verb not in BY_YOU:
        return str(BY_NOBODY[verb])
    if event.on_behalf_of == asker:
        return str(BY_YOU[verb])
    return str(BY_NAME[verb]) % {"who": names.get(event.on_behalf_of, SOMEBODY_ELSE)}
