"""What stands behind a yes, and when a yes may not be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address, Standing, Wording
from saidyes.consent.papers import Paper
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject
from saidyes.ledger.verbs import ENDS_EVERY_YES, Verb


class How(TextChoices):
    """How somebody agreed, as staff and imported files say it."""

    IN_PERSON = "in_person", gettext_noop("In person")
    BY_PHONE = "by_phone", gettext_noop("By phone")
    PAPER_FORM = "paper_form", gettext_noop("Paper form")
    EMAIL_OR_TEXT = "email_or_text", gettext_noop("Email or text")
    OTHER = "other", gettext_noop("Other")
    CUSTOMER_PORTAL = "customer_portal", gettext_noop("Customer Portal")


STAFF_MAY_SAY = (How.IN_PERSON, How.BY_PHONE, How.PAPER_FORM, How.EMAIL_OR_TEXT, How.OTHER)
LEAVES_NOTHING_BEHIND = (How.BY_PHONE, How.OTHER)  # somebody or something must vouch for it (CRTC 2012-548)
TOO_LATE_TO_UNDO = gettext_noop("It is too late to undo this here. You can opt in again in My Account.")
UNDO_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Evidence:
    """`proved`: the guardian showed that they read the address's mail; `own`: they use it, and nobody showed that.
    `agreed_again`: the words of the second tick, over an opt-out. `seen_version`: the address's version when the form
    was shown. `confirms`: the event that asked the mailbox, which has now answered.
    """

    proved: bool = False
    own: bool = False
    how: str = ""
    agreed_at: datetime | None = None
    said: str = ""
    reference: str = ""  # who listened, or where it is recorded
    paper: Paper | None = None
    agreed_again: Wording | None = None
    seen_version: int | None = None
    origin: tuple[str, int] | None = None  # an imported file's SHA-256 and the row in it
    undo_of: Event | None = None
    confirms: Event | None = None
    doubts: Event | None = None  # the yes of which the guardian says that they never agreed
    blast: str = ""  # whose letter carried the link
    letter: str = ""  # of which the mail provider told
    language: str = ""  # in which the mailbox is asked, where it is not that of the page
    journal: tuple[str, str] | None = None  # the event a restore had forgotten, and when it was

    @property
    def facts(self) -> dict[str, Any]:
        named = {
            "agreed_again_wording": self.agreed_again,
            "undo_of": self.undo_of,
            "confirms": self.confirms,
            "doubts": self.doubts,
        }
        file_sha256, row = self.origin or ("", 0)
        forgotten, at = self.journal or ("", "")
        facts: dict[str, Any] = {
            "how": self.how,
            "claimed_at": self.agreed_at.isoformat() if self.agreed_at else "",
            **(self.paper.facts if self.paper else {}),
            **{name: str(one.pk) if one else "" for name, one in named.items()},
            "file_sha256": file_sha256,
            "row": row,
            "blast": self.blast,
            "letter": self.letter,
            "journal": forgotten,
            "at": at,
        }
        return {name: fact for name, fact in facts.items() if fact}


class MayNotOptIn(Exception):
    """A yes that may not be. The message is a sentence for whoever asked."""


class StaleChoice(MayNotOptIn):
    """The address was changed since the form was shown."""


class NotProved(MayNotOptIn):
    """Nobody has shown that this guardian reads the address's mail."""


class MarkedAsSpam(MayNotOptIn):
    """Only the person's own confirmed yes lifts a complaint."""


class Blocked(MayNotOptIn):
    """A bounce or an objection stands in the way."""


class MissingEvidence(MayNotOptIn):
    """`field` names what is missing of how, agreed_at, said, reference, agreed_again."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class OptedOutBefore(MayNotOptIn):
    """An import never turns a no into a yes."""


class Erased(MayNotOptIn):
    """Who used the address was erased: only an address that is written down anew can say yes."""


class NoLongerWaits(MayNotOptIn):
    """The link was used, overtaken, or left for more than 14 days."""

    def __init__(self) -> None:
        super().__init__(_("This link no longer works. Nothing has changed."))


class TooLateToUndo(MayNotOptIn):
    """Undo belongs to the newest opt-out, for ten minutes, and only back to an opt-in."""


def check_evidence(address: Address, *, actor: Actor, source: Source, evidence: Evidence) -> None:
    """Raise the `MayNotOptIn` that says what is missing behind this yes; the address row is locked."""
    if evidence.undo_of:
        _check_undo(address, evidence.undo_of)
    elif actor.kind in (ActorKind.STAFF, ActorKind.OWNER):
        _check_staff(address, evidence)
    elif source == Source.IMPORT_FILE and not (evidence.how and evidence.agreed_at):
        raise MissingEvidence("how", "A yes needs its date and how it was given")


def standing_reasons(address: Address) -> set[str]:
    """Why nothing may be delivered there; `suppressed` says whether there is any reason at all."""
    if not address.suppressed:
        return set()
    return set(address.suppressions.filter(lifted_at=None).values_list("kind", flat=True))


def _check_undo(address: Address, opt_out: Event) -> None:
    young = clock.now() - opt_out.happened_at <= UNDO_LASTS
    newest = address.last_event == opt_out.pk and not _was_taken_since(opt_out)
    newest = newest and not was_to_something_else(opt_out)
    if not (young and newest and opt_out.facts.get("old") == Standing.OPTED_IN):
        raise TooLateToUndo(_(TOO_LATE_TO_UNDO))


def was_to_something_else(event: Event) -> bool:
    """Whether the question was widened after it, or the school sold: who said yes before that, said yes to less, or
    to somebody else.
    """
    school = Subject.of(Business(pk=event.business_id)).name
    ended = Event.objects.filter(business_id=event.business_id, subject=school, verb__in=ENDS_EVERY_YES)
    return ended.filter(happened_at__gte=event.happened_at).exists()


def _was_taken_since(event: Event) -> bool:
    """Whether a guardian stopped using its address after it: the yes that stood may have been theirs."""
    return event.later.filter(verb=Verb.ADDRESS_TAKEN).exists()


def _check_staff(address: Address, evidence: Evidence) -> None:
    if evidence.how not in STAFF_MAY_SAY:
        raise MissingEvidence("how", "Select how they agreed")
    if not evidence.said.strip():
        raise MissingEvidence("said", "Write what they said or signed")
    if evidence.how in LEAVES_NOTHING_BEHIND and not (evidence.reference.strip() or evidence.paper):
        raise MissingEvidence("reference", "Write who listened or where it is recorded, or add a photo or scan")
    _check_when(address, evidence)
    if address.standing == Standing.OPTED_OUT and evidence.agreed_again is None:
        raise MissingEvidence("agreed_again", "Confirm that they agreed again after opting out")


def _check_when(address: Address, evidence: Evidence) -> None:
    if evidence.agreed_at is None:
        raise MissingEvidence("agreed_at", "Enter the date they agreed")
    if evidence.agreed_at > clock.now():
        raise MissingEvidence("agreed_at", "The date can’t be in the future")
    opted_out_at = last_opt_out_of(address)
    if opted_out_at and evidence.agreed_at <= opted_out_at:
        raise MissingEvidence("agreed_at", "They opted out after that. The date must be later than the opt-out")


def last_opt_out_of(address: Address) -> datetime | None:
    """When the newest opt-out was recorded, or none: a yes by staff must be later (15 USC 7704(a)(4)(B))."""
    events = Subject.of(address).events.filter(verb=Verb.OPT_OUT).order_by("-seq")
    return events.values_list("happened_at", flat=True).first()
