"""The life of an address as one bar, in shares of its width: for SVG, and in words for whoever cannot see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from saidyes.common import clock, times
from saidyes.reports.consent_lookup import Asked, Lookup, Stretch
from saidyes.ui.drawings import THINNEST, Part
from saidyes.ui.icons import WORDS

LEAD = 0.06  # of the whole: the time before the address was on file, so that its beginning is seen
APART = 12  # percent: dates that are closer would touch
AT_AN_END = 6
NONE = "none"
NAMES = {**WORDS, NONE: "Not on file"}


@dataclass(frozen=True)
class Mark:
    """A date under the bar. `rank`: the pin, an end, or one that may be left out where there is no room."""

    at: float
    words: str
    rank: str

    @property
    def anchor(self) -> str:
        if self.at < AT_AN_END:
            return "start"
        return "end" if self.at > 100 - AT_AN_END else "middle"


@dataclass(frozen=True)
class Row:
    """One stretch in words. `until` None: to this day."""

    since: datetime
    until: datetime | None
    words: str


@dataclass(frozen=True)
class Ribbon:
    parts: list[Part]
    marks: list[Mark]
    pin: float
    words: str
    rows: list[Row]

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [(name, NAMES[name]) for name in dict.fromkeys(part.name for part in self.parts)]


def ribbon_of(lookup: Lookup) -> Ribbon:
    """From a while before the address was on file, or from the asked day if that was earlier, until now."""
    stretches, asked = lookup.stretches, lookup.asked
    now = clock.now()
    oldest = min(stretches[0].since, asked.first)
    lead = max(LEAD * (now - oldest), timedelta(hours=1))
    scale = _Scale(oldest - lead, now)
    pin = scale.place(min(asked.last, now))
    return Ribbon(
        parts=[Part(NONE, 1, 0, scale.place(stretches[0].since)), *(scale.part(one) for one in stretches)],
        marks=list(_without_touching(_marks(stretches, asked, scale, pin))),
        pin=pin,
        words=f"{_spoken(stretches, asked)} The marker is at {asked.in_words}.",
        rows=[Row(one.since, one.until, NAMES[one.shown]) for one in reversed(stretches)],
    )


@dataclass(frozen=True)
class _Scale:
    begin: datetime
    end: datetime

    def place(self, moment: datetime) -> float:
        return round(100 * ((moment - self.begin) / (self.end - self.begin)), 2)

    def part(self, stretch: Stretch) -> Part:
        start = min(self.place(stretch.since), 100 - THINNEST)
        width = max(self.place(stretch.until or self.end) - start, THINNEST)
        return Part(stretch.shown, 1, start, round(width, 2))


def _marks(stretches: list[Stretch], asked: Asked, scale: _Scale, pin: float) -> Iterable[Mark]:
    """Those that matter first."""
    today = asked.day == scale.end.astimezone(asked.zone).date()
    yield Mark(pin, "Today" if today else _day(asked.first, asked), "pin")
    yield Mark(100, "Today", "end")
    yield Mark(0, _day(scale.begin, asked), "end")
    for stretch in reversed(stretches):
        yield Mark(scale.place(stretch.since), _day(stretch.since, asked), "between")


def _without_touching(marks: Iterable[Mark]) -> Iterable[Mark]:
    kept: list[float] = []
    for mark in marks:
        if all(abs(mark.at - other) >= APART for other in kept):
            kept.append(mark.at)
            yield mark


def _day(moment: datetime, asked: Asked) -> str:
    return times.day(moment, asked.zone)


def _spoken(stretches: list[Stretch], asked: Asked) -> str:
    told = [f"{NAMES[one.shown].lower()} from {_day(one.since, asked)}" for one in stretches]
    return f"Not on file at first, then {', then '.join(told)} until today."
