"""Did we have consent for an address on a day: one sentence, and everything that stands behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Self
from zoneinfo import ZoneInfo

from saidyes.businesses.models import Business
from saidyes.common import clock, times
from saidyes.common.counting import counted
from saidyes.consent.as_of import Then
from saidyes.consent.forgetting import was_erased
from saidyes.consent.history import Line, lines_from
from saidyes.consent.knowing import known
from saidyes.consent.models import Address, Standing, Wording, WordingKind
from saidyes.consent.sentences import Story
from saidyes.delivery.explaining import Fate, fates, last_blasts, story_of
from saidyes.delivery.models import Recipient
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import ActorKind
from saidyes.mail.models import State
from saidyes.reports.period import Period

NOT_ON_FILE = ""
IN_WORDS = {
    NOT_ON_FILE: "not on file",
    Standing.OPTED_IN: "opted in",
    Standing.OPTED_OUT: "opted out",
    Standing.NO_CHOICE: "no choice yet",
}
ANSWERS = {
    NOT_ON_FILE: "We did not have this address on {when}.",
    Standing.OPTED_IN: "Yes. On {when} this address was opted in.",
    Standing.OPTED_OUT: "No. On {when} this address was opted out.",
    Standing.NO_CHOICE: "No. On {when} no choice had been made.",
}
NEVER = "It has never been in our records."
ERASED = "This address was erased. Where it stood on {when} is no longer known here."
SINCE = "What happened stays written down without the address. Until its time is over, an owner can open the evidence."
REACHED = (State.SENT, State.UNCERTAIN)


@dataclass(frozen=True)
class Asked:
    """A day in the school's zone, or one moment of it. `last` is its last moment that has been."""

    day: date
    at: time | None
    zone: ZoneInfo

    @property
    def first(self) -> datetime:
        return datetime.combine(self.day, self.at or time.min, self.zone)

    @property
    def last(self) -> datetime:
        if self.at:
            return self.first
        after = datetime.combine(self.day + timedelta(days=1), time.min, self.zone)
        return min(after - timedelta(microseconds=1), clock.now())

    @property
    def in_words(self) -> str:
        return times.moment(self.first, self.zone) if self.at else times.day(self.day, self.zone)


@dataclass(frozen=True)
class Stretch:
    """A time in which the address stood the same; `shown` is the badge it wore. `until` None: to this day."""

    since: datetime
    until: datetime | None
    standing: str
    shown: str


@dataclass(frozen=True)
class Entry:
    """One event with its evidence: the words that were seen, and the blast whose link was used."""

    line: Line
    wording: Wording | None
    mail: Wording | None  # that asked the mailbox
    blast: str
    in_force: bool
    on_behalf_of: str

    @property
    def who(self) -> str:
        """`Dana Okafor (guardian)`, `Priya Nair (staff) on behalf of Dana Okafor`; the kind alone where there was no
        person to name.
        """
        kind = ActorKind(self.line.event.actor_kind).label
        who = self.line.who if self.line.who == kind else f"{self.line.who} ({kind.lower()})"
        return f"{who} on behalf of {self.on_behalf_of}" if self.on_behalf_of else who

    @property
    def agreed_at(self) -> datetime | None:
        """When they agreed, as staff or a file say; the entry's own time is the server's."""
        claimed = self.line.event.facts.get("claimed_at")
        return datetime.fromisoformat(claimed) if claimed else None

    @property
    def scan(self) -> str:
        """The SHA-256 of the photo or scan that was kept."""
        return str(self.line.event.facts.get("evidence_sha256", ""))

    @property
    def browser(self) -> str:
        return str(self.line.event.private.get("user_agent", ""))

    @property
    def words(self) -> str:
        """`The question to families, version 3 (en)`: what the wording is called."""
        return _called(self.wording)

    @property
    def mail_words(self) -> str:
        return _called(self.mail)

    @property
    def ip(self) -> str:
        return str(self.line.event.private.get("ip", ""))


@dataclass(frozen=True)
class Lookup:
    """All that is known of an address, seen from the day that was asked for. No `address`: not on file; `erased`: it
    was once.
    """

    business: Business
    text: str
    asked: Asked
    address: Address | None
    story: Story
    wordings: dict[str, Wording]
    holders: tuple[HeldAddress, ...]
    sent_that_day: int
    fates: tuple[Fate, ...]
    erased: bool = False

    @classmethod
    def of(cls, business: Business, text: str, asked: Asked) -> Self:
        """Eleven queries however long the story is, and one for each blast that was for other classes."""
        address, erased = known(business, text), was_erased(business, text)
        if address is None:
            return cls(business, text, asked, None, Story((), business.zone, {}), {}, (), 0, (), erased)
        address.business = business
        story = story_of(address)
        return cls(
            business=business,
            text=address.spelling,
            asked=asked,
            address=address,
            story=story,
            wordings=_wordings(business, story),
            holders=_holders(address),
            sent_that_day=_sent(address, asked),
            fates=tuple(fates(address, last_blasts(address, until=asked.last), story)),
            erased=erased,
        )

    @cached_property
    def then(self) -> Then:
        """Where it stood at the end of the time that was asked for."""
        return self.story.at(self.asked.last)

    @property
    def standing(self) -> str:
        return self.then.standing if self.then.on_file else NOT_ON_FILE

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Its whole life, oldest first."""
        return list(stretches_of(self.story))

    @property
    def answer(self) -> str:
        """The one sentence."""
        if self.erased and not self.then.on_file:
            return ERASED.format(when=self.asked.in_words)
        changes = list(_in_the_course(self.stretches, self.asked))
        if len(changes) < 2:
            return ANSWERS[self.standing].format(when=self.asked.in_words)
        return f"It changed that day: {', then '.join(_until(change, self.story.zone) for change in changes)}."

    @property
    def ground(self) -> str:
        """Since when and by whom, and whether it still stands."""
        if not self.then.on_file:
            return self._ground_of_nothing
        choice = self.story.choice_of(self.then)
        if not choice or self.standing == Standing.NO_CHOICE:
            return f"{_sentence(self.story.why_not(self.then, 'no_choice'))}."
        later = next((one for one in self.stretches if one.since > self.asked.last and self._differs(one)), None)
        if later:
            return f"{choice}. That stood until {times.moment(later.since, self.story.zone)}."
        return f"{choice}, and nothing has changed it since."

    @property
    def _ground_of_nothing(self) -> str:
        again = " again" if self.erased else ""
        if self.address:
            return f"It was added{again} on {self.story.when(self.story.events[0])}."
        return SINCE if self.erased else NEVER

    @property
    def obstacle(self) -> str:
        """What else kept Email Blasts away from an address that had said yes; empty when nothing did."""
        if self.standing != Standing.OPTED_IN or not self.then.because:
            return ""
        return f"Even so, no Email Blast would have gone there: {self.story.why_not(self.then, self.then.because)}."

    @property
    def reached(self) -> str:
        """How many Email Blasts it got on that day."""
        if not self.address:
            return ""
        many = counted(self.sent_that_day, "Email Blast") if self.sent_that_day else "no Email Blast"
        return f"We sent it {many} on that day."

    @cached_property
    def entries(self) -> list[Entry]:
        """The timeline, newest first."""
        return [
            Entry(
                line=line,
                wording=self.wordings.get(str(line.event.facts.get("wording", ""))),
                mail=self.wordings.get(str(line.event.facts.get("mail_wording", ""))),
                blast=self.story.named.get(str(line.event.facts.get("blast", "")), ""),
                in_force=line.event.pk == self.then.choice,
                on_behalf_of=self.story.on_behalf_of(line.event),
            )
            for line in lines_from(self.story.events)
        ]

    def _differs(self, stretch: Stretch) -> bool:
        return stretch.standing != self.standing


def stretches_of(story: Story) -> Iterator[Stretch]:
    """The times between two changes of what an address showed, oldest first."""
    then, begun = Then(), None
    for event in story.events:
        then.follow(event)
        if begun is None or (begun.standing, begun.shown) != (then.standing, then.shown):
            if begun:
                yield replace(begun, until=event.happened_at)
            begun = Stretch(event.happened_at, None, then.standing, then.shown)
    if begun:
        yield begun


def _in_the_course(stretches: Sequence[Stretch], asked: Asked) -> Iterable[tuple[str, datetime | None]]:
    """The standings of that time, each with its end within it. What lasted no minute on the clock is passed over."""
    there = [(one.standing, one.since, one.until) for one in stretches if one.since <= asked.last]
    if not there or there[0][1] > asked.first:
        there.insert(0, (NOT_ON_FILE, datetime.min.replace(tzinfo=asked.zone), there[0][1] if there else None))
    still = [one for one in there if one[2] is None or one[2] > asked.first]
    lasting = [one for one in still if not (one[2] and _same_minute(max(one[1], asked.first), one[2]))] or still[-1:]
    for standing, run in groupby(lasting, key=lambda one: one[0]):
        until = list(run)[-1][2]
        yield standing, until if until and until <= asked.last else None


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _until(change: tuple[str, datetime | None], zone: ZoneInfo) -> str:
    standing, until = change
    return f"{IN_WORDS[standing]} until {times.clock(until, zone)}" if until else IN_WORDS[standing]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _called(one: Wording | None) -> str:
    return f"{WordingKind(one.kind).label}, version {one.version} ({one.language})" if one else ""


def _wordings(business: Business, story: Story) -> dict[str, Wording]:
    """The words that were seen, by id: on a page, and in the mail that asked to confirm."""
    names = ("wording", "mail_wording")
    seen = {event.facts[name] for event in story.events for name in names if name in event.facts}
    return {str(one.pk): one for one in business.wordings.filter(pk__in=seen)}


def _holders(address: Address) -> tuple[HeldAddress, ...]:
    return tuple(address.holders.select_related("guardian__family").order_by("guardian__position", "position"))


def _sent(address: Address, asked: Asked) -> int:
    """How many Email Blasts it got on that day, whatever the time that was asked for."""
    that_day = Period(asked.day, asked.day).lookups("handed_at", asked.zone)
    return Recipient.objects.filter(address=address, state__in=REACHED, **that_day).count()
