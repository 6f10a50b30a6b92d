"""The words that are put to people: the question, the tick box, the unsubscribe page. Versioned, never edited."""

from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Max

from saidyes.businesses.models import Business
from saidyes.consent.models import Wording, WordingKind
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

BETWEEN = "\n\n"
TITLE = "How would you like to hear from us by email?"
YES = "Yes, please send me emergency notifications and informational emails"
YES_HINT = "Closures, schedule changes, camps, news and offers."
NO = "No, I only want to receive transactional emails such as enrollment confirmations, receipts, and statements"
NO_HINT = "Only emails about your own classes and payments."
WITHDRAW = "You can change your mind at any time, with the link in every email or in My Account."

TICK = "Subscribe to E-Mail Blast"
TICK_HINT = "Only use this when the customer has explicitly agreed to receive email communications."
TICK_AGAIN = "They agreed again after opting out"


@dataclass(frozen=True)
class Question:
    """The question as it stands on the screen, read from its stored wording."""

    wording: Wording
    title: str
    yes: str
    yes_hint: str
    no: str
    no_hint: str
    paragraph: str

    @classmethod
    def of(cls, wording: Wording) -> Self:
        return cls(wording, *wording.text.split(BETWEEN))


def question_of(business: Business) -> Question:
    """The question as this business puts it now."""
    return Question.of(wording_of(business, WordingKind.QUESTION))


def wording_of(business: Business, kind: WordingKind) -> Wording:
    """The newest words of a kind."""
    return business.wordings.filter(kind=kind, language="en").latest("version")


@transaction.atomic
def publish_wordings(business: Business, *, actor: Actor, source: Source) -> list[Wording]:
    """Give every kind whose words changed, or that has none yet, its next version.

    Called when a business is set up and after its name, address or phone changed: they are part of the words
    (CASL 10(1), SOR/2012-36 s. 4).
    """
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    return [
        _published(business, kind, text, actor=actor, source=source)
        for kind, text in words_of(business).items()
        if not business.wordings.filter(kind=kind, version=_newest(business, kind), text=text).exists()
    ]


def words_of(business: Business) -> dict[WordingKind, str]:
    """What each kind says for this business, as of now."""
    leaves = f"You will get no more Email Blasts from {business.name}, starting now."
    return {
        WordingKind.QUESTION: BETWEEN.join([TITLE, YES, YES_HINT, NO, NO_HINT, _paragraph(business)]),
        WordingKind.STAFF_TICK: BETWEEN.join([TICK, TICK_HINT]),
        WordingKind.STAFF_TICK_AGAIN: TICK_AGAIN,
        WordingKind.STAFF_OPT_OUT: f"{TICK}: cleared by staff on request",
        WordingKind.UNSUBSCRIBE_PAGE: BETWEEN.join(["Unsubscribe from Email Blasts?", leaves]),
        WordingKind.UNSUBSCRIBE_UNDO: BETWEEN.join(["Was this a mistake?", "Undo – opt me back in"]),
        WordingKind.ONE_CLICK: "Unsubscribe, by the button of the mail program (RFC 8058)",
        WordingKind.BY_MAIL: "Unsubscribe, by an email that asks for it (RFC 2369)",
        WordingKind.BY_PROVIDER: "Unsubscribe, by a link or button of the mail provider",
        WordingKind.SPAM_REPORT: "Marked as spam in the mail program (RFC 5965)",
        WordingKind.IMPORT_FILE: "Column “Email Blast” of an imported file, vouched for by whoever imported it",
    }


def _paragraph(business: Business) -> str:
    where = ", ".join(part for part in (business.name, business.postal_address, business.shown_phone) if part)
    return f"Asked by {where}. “Yes” covers news, schedules, events and offers. {WITHDRAW}"


def _newest(business: Business, kind: WordingKind) -> int:
    newest = business.wordings.filter(kind=kind, language="en").aggregate(newest=Max("version"))["newest"]
    return int(newest or 0)


def _published(business: Business, kind: WordingKind, text: str, *, actor: Actor, source: Source) -> Wording:
    wording = Wording.objects.create(
        business=business, kind=kind, version=_newest(business, kind) + 1, text=text, sha256=Wording.digest(text)
    )
    facts = {"kind": kind.value, "version": wording.version, **wording.facts}
    record(Verb.WORDING_PUBLISHED, Subject.of(business), actor=actor, source=source, facts=facts)
    return wording
