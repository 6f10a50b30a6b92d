"""What was on the screen, shown again: every version of the words, and the words behind one event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saidyes.businesses.models import Business
from saidyes.common.languages import LANGUAGES
from saidyes.consent.asking import BETWEEN, Question
from saidyes.consent.evidence import How
from saidyes.consent.history import who_did
from saidyes.consent.models import Wording, WordingKind
from saidyes.consent.papers import NotAsKept, Paper, read_paper
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb


@dataclass(frozen=True)
class Version:
    """Words as they were published, and by whom."""

    wording: Wording
    by: str = ""

    @property
    def title(self) -> str:
        return WordingKind(self.wording.kind).label

    @property
    def language(self) -> str:
        return LANGUAGES[self.wording.language]

    @property
    def question(self) -> Question | None:
        """The whole question, where it is one; other words are `lines`."""
        return Question.of(self.wording) if self.wording.kind == WordingKind.QUESTION else None

    @property
    def is_tick(self) -> bool:
        return self.wording.kind in (WordingKind.STAFF_TICK, WordingKind.STAFF_TICK_AGAIN)

    @property
    def lines(self) -> list[str]:
        return self.wording.text.split(BETWEEN)

    @property
    def is_as_published(self) -> bool:
        return Wording.digest(self.wording.text) == self.wording.sha256


@dataclass(frozen=True)
class Moment:
    """One step: who took it, from where, and how it was agreed."""

    event: Event
    title: str

    @property
    def who(self) -> str:
        return who_did(self.event)

    @property
    def where(self) -> str:
        return Source(self.event.source).label

    @property
    def how(self) -> str:
        how = self.event.facts.get("how", "")
        return How(how).label if how in How.values else ""

    @property
    def claimed_at(self) -> datetime | None:
        """When they agreed, as staff or a file say; the event's own time is the server's."""
        claimed = self.event.facts.get("claimed_at")
        return datetime.fromisoformat(claimed) if claimed else None


@dataclass(frozen=True)
class Record:
    """One event and the words it was given for. Where the mailbox was asked, `asked` and `confirmed` are both steps,
    whichever of them the event is, and `mail` is what the mailbox was sent.
    """

    event: Event
    version: Version
    again: Version | None = None  # the second tick, over an opt-out
    mail: Version | None = None
    asked: Event | None = None
    confirmed: Event | None = None

    @property
    def is_as_put(self) -> bool:
        """Whether the words are still those whose hash the event holds."""
        return self.version.is_as_published and self.version.wording.sha256 == self.event.facts["wording_sha256"]

    @property
    def title(self) -> str:
        return Verb(self.event.verb).label

    @property
    def chosen(self) -> str:
        """Which of the two answers: "yes" or "no"."""
        said = {Verb.OPT_IN: "yes", Verb.CONFIRMATION_ASKED: "yes", Verb.OPT_OUT: "no"}
        return said.get(Verb(self.event.verb), "")

    @property
    def steps(self) -> list[Moment]:
        """The event, or both steps of a confirmed yes, in their order."""
        if self.asked is None:
            return [Moment(self.event, "The moment")]
        first = [Moment(self.asked, "First step: the yes")]
        return [*first, Moment(self.confirmed, "Second step: the mailbox confirmed it")] if self.confirmed else first

    @property
    def paper(self) -> Paper | None:
        facts = self.event.facts
        return Paper(facts["evidence_ref"], facts["evidence_sha256"]) if "evidence_ref" in facts else None

    @property
    def scan(self) -> bytes:
        """The photo or scan as it was kept. Raises `NotAsKept`."""
        if self.paper is None:
            raise NotAsKept
        return read_paper(self.event.business_id, self.paper)


def versions_of(business: Business) -> list[Version]:
    """Every version of all words, the newest first."""
    published = Event.objects.filter(business_id=business.pk, verb=Verb.WORDING_PUBLISHED).select_related("beside")
    names = {event.facts["wording"]: who_did(event) for event in published}
    newest_first = business.wordings.order_by("-published_at", "-id")
    return [Version(wording, names.get(str(wording.pk), "")) for wording in newest_first]


def record_of(business: Business, event_id: UUID) -> Record | None:
    """The event with its words; none where it is another school's or no words were seen."""
    of_school = Event.objects.filter(business_id=business.pk)
    event = of_school.filter(pk=event_id, facts__has_key="wording").first()
    if event is None:
        return None
    asked, confirmed = _steps(event)
    named = {**(asked.facts if asked else {}), **event.facts}
    seen = {str(one.pk): Version(one) for one in business.wordings.filter(pk__in=_words_in(named))}
    again, mail = (seen.get(named.get(name, "")) for name in ("agreed_again_wording", "mail_wording"))
    version = seen.get(event.facts["wording"])
    return Record(event, version, again, mail, asked, confirmed) if version else None


def _steps(event: Event) -> tuple[Event | None, Event | None]:
    """The yes that waited for the mailbox, and the one that the mailbox made of it; neither for any other event."""
    if event.verb == Verb.CONFIRMATION_ASKED:
        return event, event.later.filter(verb=Verb.OPT_IN, facts__confirms=str(event.pk)).first()
    if "confirms" not in event.facts:
        return None, None
    return Event.objects.get(business_id=event.business_id, pk=event.facts["confirms"]), event


def _words_in(facts: dict[str, Any]) -> list[str]:
    return [facts[name] for name in ("wording", "agreed_again_wording", "mail_wording") if name in facts]
