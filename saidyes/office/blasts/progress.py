"""How far a blast is, in words and shares."""

from dataclasses import dataclass
from datetime import timedelta

from saidyes.blasts.models import Blast, Status
from saidyes.common import clock, times
from saidyes.common.counting import counted
from saidyes.delivery.models import LeftOut, Pace
from saidyes.delivery.results import Results

RATE_IS_KNOWN_AFTER = timedelta(seconds=10)
SOON = timedelta(minutes=5)
GLYPHS = {LeftOut.NO_CHOICE: "no_choice", LeftOut.CANT_DELIVER: "cant_deliver"}


@dataclass(frozen=True)
class LeftOutLine:
    """How many did not get it, and why."""

    words: str
    glyph: str
    count: int


@dataclass(frozen=True)
class Progress:
    blast: Blast
    results: Results
    slowed: Pace | None = None

    @property
    def is_over(self) -> bool:
        """Nothing on the page will change by itself any more."""
        return self.blast.status in (Status.DRAFT, Status.FINISHED, Status.CANCELLED) and not self.results.waiting

    @property
    def is_under_way(self) -> bool:
        return self.blast.started_at is not None

    @property
    def is_paused(self) -> bool:
        return self.blast.status == Status.PAUSED

    @property
    def may_be_cancelled(self) -> bool:
        return self.blast.status in (Status.SENDING, Status.PAUSED)

    @property
    def cancel_act(self) -> str:
        """The number is on the button: `Cancel 163 emails`."""
        return f"Cancel {counted(self.results.waiting, 'email')}"

    @property
    def cancel_title(self) -> str:
        return f"{self.cancel_act}?"

    @property
    def may_send_again(self) -> bool:
        """What nobody answered may go once more, unless the rest was cancelled: then nothing leaves any more."""
        return self.blast.status != Status.CANCELLED

    @property
    def gone(self) -> int:
        """What has left and was not refused: the filled part of the bar."""
        return self.results.sent + self.results.uncertain

    @property
    def left_out(self) -> list[LeftOutLine]:
        return [
            LeftOutLine(LeftOut(reason).label, GLYPHS.get(LeftOut(reason), "opted_out"), count)
            for reason, count in sorted(self.results.left_out.items(), key=lambda line: -line[1])
            if count
        ]

    @property
    def kind(self) -> str:
        """How its outcome is drawn."""
        return {Status.FINISHED: "ok", Status.PAUSED: "warn"}.get(Status(self.blast.status), "info")

    @property
    def starts_soon(self) -> bool:
        """Just confirmed: what is offered is Undo, not an edit."""
        return self.blast.due_at is not None and self.blast.due_at - clock.now() < SOON

    @property
    def countdown(self) -> str:
        if self.blast.due_at is None:
            return ""
        seconds = int((self.blast.due_at - clock.now()).total_seconds())
        if seconds < 1:
            return "Starts in a moment"
        return f"Starts in {counted(seconds, 'second')}"

    @property
    def time_left(self) -> str:
        """`About 2 minutes left · 84 a minute`, once enough has left to tell and not all that waits was put off."""
        if self.blast.status != Status.SENDING or self.blast.started_at is None or not self.results.settled:
            return ""
        elapsed = clock.now() - self.blast.started_at
        due = self.results.waiting - self.results.put_off
        if elapsed < RATE_IS_KNOWN_AFTER or not due:
            return ""
        a_minute = self.results.settled / (elapsed / timedelta(minutes=1))
        minutes = round(due / a_minute)
        left = "Less than a minute left" if minutes < 1 else f"About {counted(minutes, 'minute')} left"
        return f"{left} · {max(round(a_minute), 1):,} a minute"

    @property
    def held_back(self) -> str:
        """Why it goes slower than it could, in the mail server's own words."""
        if self.slowed is None or self.blast.status != Status.SENDING or not self.results.waiting:
            return ""
        a_minute = round(60 * (self.slowed.a_second or 0))
        return f"{self.slowed.words.rstrip('.')}. At most {counted(a_minute, 'email')} a minute until it bears more."

    @property
    def put_off(self) -> str:
        """Whom the mail server told to come again, and when that will be."""
        if self.results.next_try is None or self.blast.status != Status.SENDING:
            return ""
        whom, when = counted(self.results.put_off, "address", "addresses"), self.results.next_try
        return f"The mail server put {whom} off. The next try is at {times.clock(when, self.blast.business.zone)}."

    @property
    def words(self) -> str:
        """For whoever cannot see the bar."""
        return f"{self.results.settled:,} of {self.results.total:,} sent, {self.results.failed:,} bounced"

    @property
    def quarter(self) -> str:
        """Which of the steps that are spoken it has reached: it is not spoken at each refresh."""
        if self.blast.status == Status.SENDING and self.results.total:
            return str(25 * (4 * self.results.settled // self.results.total))
        return str(self.blast.status)

    @property
    def spoken(self) -> str:
        if self.blast.status == Status.SENDING:
            return self.words
        return self.outcome or str(self.blast.get_status_display())

    @property
    def outcome(self) -> str:
        """One sentence on where it rests; empty while it moves."""
        found = self.results
        if self.blast.status == Status.FINISHED:
            return f"Done. {found.sent:,} delivered, {found.failed:,} bounced, {found.left_out_in_all:,} left out."
        if self.blast.status == Status.CANCELLED:
            not_sent = found.left_out.get("cancelled", 0) + found.waiting
            return f"Cancelled. {found.sent:,} delivered, {not_sent:,} not sent."
        if self.blast.status == Status.PAUSED:
            stopped = self.blast.paused_why.rstrip(".")
            why = f"Sending stopped: {stopped}." if stopped else f"Paused by {self.blast.paused_by}."
            return f"{why} {counted(found.waiting, 'address is', 'addresses are')} waiting."
        return ""
