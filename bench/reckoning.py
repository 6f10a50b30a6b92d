"""What was asked by HTTP held against what the audit log has: each answer, each event, each version, each standing."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from bench.big_file import BigFile
from bench.doors import Asked
from bench.reporting import Report
from saidyes.businesses.models import Business
from saidyes.consent.models import Address, Standing
from saidyes.consent.models.address import STANDS_AFTER
from saidyes.consent.verification import verify
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject
from saidyes.ledger.verbs import MOVES_AN_ADDRESS, Verb

LONGEST_MS = 2_000
A_MOMENT = 0.05  # seconds between our clock and the one of an event, for the two are read apart


@dataclass
class History:
    """One address by its events: where it stood when."""

    address: Address
    events: list[Event]

    @property
    def is_gapless(self) -> bool:
        """Versions and places in the chain, each number once and none left out."""
        moves = [event.facts["version"] for event in self.events if event.verb in MOVES_AN_ADDRESS]
        places = [event.seq for event in self.events]
        return moves == list(range(1, self.address.version + 1)) and places == list(range(1, len(places) + 1))

    @cached_property
    def stands(self) -> list[tuple[float, str, int]]:
        """From when on, where, and at which version."""
        moves = [event for event in self.events if event.verb in STANDS_AFTER]
        return [(one.happened_at.timestamp(), STANDS_AFTER[Verb(one.verb)], one.facts["version"]) for one in moves]

    def stood_between(self, began: float, ended: float) -> set[str]:
        """Every standing it had at some moment of that time."""
        times = [at for at, _, _ in self.stands]
        first, last = bisect_right(times, began - A_MOMENT), bisect_right(times, ended + A_MOMENT)
        return {standing for _, standing, _ in self.stands[max(0, first - 1) : last]}


class Reckoning:
    """The counts of the drill, and which of them are off."""

    def __init__(self, report: Report, business: Business, asked: list[Asked], away: list[tuple[float, float]]) -> None:
        self._report, self._business, self._asked, self._away = report, business, asked, away
        rows = {asked.address: Address.objects.get(pk=asked.address) for asked in asked}
        self._histories = {
            pk: History(row, list(Subject.of(row).events.select_related("beside").order_by("seq")))
            for pk, row in rows.items()
        }
        self._events: dict[str, list[Event]] = defaultdict(list)
        for event in self._all:
            self._events[str(event.private.get("user_agent", ""))].append(event)

    @property
    def _all(self) -> list[Event]:
        return [event for history in self._histories.values() for event in history.events]

    def count(self, file: BigFile) -> None:
        self._requests()
        self._answers()
        self._addresses()
        self._opt_outs(file)
        self._file(file)

    def _requests(self) -> None:
        line, asked = self._report.line, self._asked
        self._report.title("requests")
        line("made", len(asked))
        for door, count in sorted(Counter(one.door for one in asked).items()):
            line(f"  by the {door}", count)
        line("answered: done", sum(one.is_done for one in asked))
        line("answered: refused", sum(one.was_refused for one in asked))
        line("  a stale tab (409)", sum(one.status == 409 for one in asked))
        line("cut off by a kill", sum(one.was_cut for one in asked))
        line("answered 5xx", sum(one.status >= 500 for one in asked), 0)
        line("answered otherwise", sum(not (one.is_done or one.was_refused or one.was_cut) for one in asked), 0)

    def _answers(self) -> None:
        line, done = self._report.line, [one for one in self._asked if one.is_done]
        alone = [one for one in done if not self._events[one.name]]
        self._report.title("acknowledged = logged")
        line("done, with one event", sum(len(self._events[one.name]) == 1 for one in done))
        line("done, with several", sum(len(self._events[one.name]) > 1 for one in done), 0)
        line("done, and it stood so already", sum(self._stood_so(one) for one in alone))
        line("done, and nothing says so", sum(not self._stood_so(one) for one in alone), 0)
        line("  opt-outs lost among them", sum(not (self._stood_so(one) or one.said_yes) for one in alone), 0)
        line("refused, with an event", sum(bool(self._events[one.name]) for one in self._asked if one.was_refused), 0)
        cut = [one for one in self._asked if one.was_cut]
        line("cut off, and written down", sum(len(self._events[one.name]) == 1 for one in cut))
        line("cut off, and nothing came of it", sum(not self._events[one.name] for one in cut))
        made = {one.name for one in self._asked}
        others = [
            e for name, some in self._events.items() if name.startswith("races/") and name not in made for e in some
        ]
        line("events without a request", len(others), 0)
        wrong = [one for one in self._asked for event in self._events[one.name] if not _says(event, one)]
        line("events that say another thing than was asked", len(wrong), 0)

    def _stood_so(self, asked: Asked) -> bool:
        """A yes over a yes and the same link twice write nothing: right where it stood there meanwhile."""
        wanted = Standing.OPTED_IN if asked.said_yes else Standing.OPTED_OUT
        return wanted in self._histories[asked.address].stood_between(asked.asked_at, asked.told_at)

    def _addresses(self) -> None:
        line, histories = self._report.line, self._histories.values()
        self._report.title("addresses")
        line("events of them", len(self._all))
        line("versions without a gap", sum(one.is_gapless for one in histories), len(histories))
        last = sum(one.stands[-1][1:] == (one.address.standing, one.stands[-1][2]) for one in histories)
        line("standing as the last event says", last, len(histories))
        line("findings of a verification of it all", verify(self._business.pk).found, 0)

    def _opt_outs(self, file: BigFile) -> None:
        noes = [one for one in self._asked if one.is_done and not one.said_yes]
        here = [one for one in noes if not any(one.asked_at < end and start < one.told_at for start, end in self._away)]
        beside = [one for one in here if file.began <= one.asked_at <= file.ended]
        self._report.title("opt-outs")
        self._report.line("acknowledged", len(noes))
        self._report.line("  asked while web was away", len(noes) - len(here))
        self._report.line("  while the file was loaded", len(beside))
        self._waits("while the file was loaded", beside)
        self._waits("without the file", [one for one in here if one.asked_at > file.ended])
        waits = [milliseconds(one) for one in beside]
        self._report.at_most(
            "  milliseconds until told, the longest beside the file", max(waits, default=0), LONGEST_MS
        )

    def _waits(self, when: str, some: list[Asked]) -> None:
        if some:
            waits = sorted(map(milliseconds, some))
            self._report.line(f"  {when}: milliseconds until told, median", waits[len(waits) // 2])
            self._report.line(f"  {when}: 99 of 100 within", waits[len(waits) * 99 // 100])

    def _file(self, file: BigFile) -> None:
        line, families = self._report.line, Family.objects.filter(business=self._business)
        self._report.title("the file")
        line("rows", file.account.done, file.rows)
        line("families", families.count(), file.rows)
        line("seconds", round(file.ended - file.began))
        by_file = [event for event in self._all if event.verb == Verb.OPT_IN and event.facts.get("row")]
        before = min((one.asked_at for one in self._asked), default=0)
        line("yeses of the file for the five", sum(e.happened_at.timestamp() > before for e in by_file), 0)


def _says(event: Event, asked: Asked) -> bool:
    said = {Verb.OPT_IN: True, Verb.CONFIRMATION_ASKED: True, Verb.OPT_OUT: False}
    return said.get(Verb(event.verb)) == asked.said_yes and _subject(event) == asked.address


def _subject(event: Event) -> UUID:
    return UUID(event.subject.partition(":")[2])


def milliseconds(asked: Asked) -> int:
    return round(1000 * (asked.told_at - asked.asked_at))
