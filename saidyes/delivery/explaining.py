"""Why an address got an Email Blast, or did not: one sentence from rows and events, for every state there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from saidyes.blasts import audience
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock, times
from saidyes.consent.history import whole_story_of
from saidyes.consent.models import Address
from saidyes.consent.sentences import Story, blasts_behind, told_by_others
from saidyes.delivery.models import Arrived, LeftOut, Recipient
from saidyes.families.models import Guardian
from saidyes.mail.models import State

LAST = 10
BY_ITS_EVENTS = (LeftOut.OPTED_OUT, LeftOut.NO_CHOICE, LeftOut.CANT_DELIVER)
NOT_BEGUN = {
    Status.DRAFT: "Not sent: it is still a draft.",
    Status.PAUSED: "Not sent yet: it was paused before it began.",
    Status.CANCELLED: "Not sent: it was cancelled before it began.",
}


@dataclass(frozen=True)
class Fate:
    """What became of one blast at one address. No `recipient`: it never had its turn."""

    blast: Blast
    recipient: Recipient | None
    sentence: str

    @property
    def at(self) -> datetime:
        row = self.recipient
        moved = (row.settled_at or row.handed_at) if row else None
        return moved or self.blast.started_at or self.blast.due_at or self.blast.saved_at


def story_of(address: Address) -> Story:
    """Its events, with the names of the blasts whose links were used, and of whom staff wrote something down for."""
    events = tuple(whole_story_of(address))
    behind = Blast.objects.filter(business_id=address.business_id, pk__in=blasts_behind(events))
    people = Guardian.objects.filter(business_id=address.business_id, pk__in=told_by_others(events))
    return Story(
        events,
        address.business.zone,
        named={str(blast.pk): str(blast) for blast in behind},
        people={str(guardian.pk): guardian.name for guardian in people},
    )


def last_blasts(address: Address, count: int = LAST, *, until: datetime | None = None) -> list[Blast]:
    """The blasts of the school that began last, or last until then, newest first."""
    begun = Blast.objects.filter(business_id=address.business_id, started_at__lte=until or clock.now())
    return list(begun.select_related("business").order_by("-started_at")[:count])


def fates(address: Address, blasts: Sequence[Blast], story: Story) -> list[Fate]:
    """What became of each of these blasts at the address, in their order."""
    rows = Recipient.objects.filter(address=address, blast__in=[blast.pk for blast in blasts])
    by_blast = {row.blast_id: row for row in rows}
    return [_fate(address, blast, by_blast.get(blast.pk), story) for blast in blasts]


def fate(address: Address, blast: Blast) -> Fate:
    """The same for one."""
    return fates(address, [blast], story_of(address))[0]


def _fate(address: Address, blast: Blast, row: Recipient | None, story: Story) -> Fate:
    sentence = _of_a_row(row, blast, story) if row else _of_no_row(address, blast, story)
    return Fate(blast, row, sentence)


def _of_a_row(row: Recipient, blast: Blast, story: Story) -> str:
    words: dict[str, Callable[[Recipient, Blast, Story], str]] = {
        State.QUEUED: _waiting,
        State.CLAIMED: lambda *_: "It is being sent right now.",
        State.HANDING: lambda *_: "It is at the mail server right now.",
        State.SENT: _sent,
        State.FAILED: _failed,
        State.LEFT_OUT: _left_out,
        State.UNCERTAIN: _uncertain,
    }
    return words[row.state](row, blast, story)


PROOFS: dict[str, str] = {
    Arrived.LINK: "the link in it was used",
    Arrived.ANSWERED: "its reader answered it",
    Arrived.REPORTED: "the mail provider says that it delivered it",
}


def _waiting(row: Recipient, blast: Blast, story: Story) -> str:
    if blast.status == Status.PAUSED:
        stopped = f"sending stopped: {blast.paused_why}" if blast.paused_why else f"{blast.paused_by} paused sending"
        return f"Not sent yet: {stopped.rstrip('.')}."
    if blast.status == Status.CANCELLED:
        return _cancelled(blast, story)
    if row.attempts:
        return f"Not sent yet: the mail server put it off with “{row.answer}”. Next try {_on(row.next_at, story)}."
    return "Not sent yet: it waits for its turn."


def _sent(row: Recipient, _blast: Blast, story: Story) -> str:
    when = _on(row.handed_at or row.settled_at, story)
    if row.answer in PROOFS:
        return f"Sent {when}. The mail server never answered, but {PROOFS[row.answer]}, so it arrived."
    twice = " An earlier try was never answered, so it may have arrived twice." if row.maybe_sent else ""
    event = story.by_id.get(row.consent_event) if row.consent_event else None
    relied = f", on the yes of {story.when(event)}" if event else ""
    return f"Sent {when}{relied}.{twice}"


def _failed(row: Recipient, _blast: Blast, story: Story) -> str:
    when = _on(row.settled_at, story)
    if row.answer[:1] == "4":
        return f"Not delivered: the mail server put it off until {when.removeprefix('on ')}, with “{row.answer}”."
    if row.answer[:1] == "5":
        return f"Bounced {when}: the mail server said “{row.answer}”."
    return f"Not sent {when}: {row.answer.rstrip('.') or 'the letter could not be made'}."


def _uncertain(row: Recipient, _blast: Blast, story: Story) -> str:
    asked = f"Handed over {_on(row.handed_at or row.settled_at, story)}, and the mail server never answered."
    if row.decided_at:
        return f"{asked} Staff left it at that {_on(row.decided_at, story)}."
    return f"{asked} It may have arrived. Staff can send it again."


def _left_out(row: Recipient, blast: Blast, story: Story) -> str:
    because = LeftOut(row.left_out_because)
    if because in BY_ITS_EVENTS and row.settled_at:
        return f"Left out: {story.why_not(story.at(row.settled_at), because)}."
    if because == LeftOut.CANCELLED:
        return _cancelled(blast, story)
    return {
        LeftOut.NOT_HELD: "Left out: no active guardian used it any more.",
        LeftOut.CHANGED: "Left out: the address was changed after it was chosen.",
        LeftOut.EXPIRED: "Left out: its turn had not come when the Email Blast was too old to be of use.",
    }.get(because, f"Left out: {because.label.lower()}.")


def _cancelled(blast: Blast, story: Story) -> str:
    return f"Not sent: sending was cancelled {_on(blast.finished_at, story)}, before its turn."


def _of_no_row(address: Address, blast: Blast, story: Story) -> str:
    if blast.status == Status.SCHEDULED:
        return f"Not sent yet: it is set for {_on(blast.due_at, story).removeprefix('on ')}."
    if blast.started_at is None:
        return NOT_BEGUN[Status(blast.status)]
    if blast.filled_at is None and not _was_passed(address, blast):
        return _cancelled(blast, story) if blast.status == Status.CANCELLED else "Not sent yet: it has only just begun."
    return _never_queued(blast, story)


def _was_passed(address: Address, blast: Blast) -> bool:
    """Whether the filling, which goes by the ids, has already looked at the address."""
    return blast.filled_through is not None and address.pk <= blast.filled_through


def _never_queued(blast: Blast, story: Story) -> str:
    """The blast was filled without it: it was not there, was not willing, or was not meant."""
    began, filled = blast.started_at or blast.saved_at, blast.filled_at or blast.started_at or blast.saved_at
    then = story.at(filled)
    if not then.on_file:
        return f"Not sent: the address was added {_added(story)}, after this Email Blast began."
    unwilling = next((each for each in (then, story.at(began)) if each.because), None)
    if unwilling:
        return f"Left out: {story.why_not(unwilling, unwilling.because)}."
    return f"Not chosen: it was for {_whom(blast)}."


def _added(story: Story) -> str:
    return _on(story.events[0].happened_at, story) if story.events else "later"


def _whom(blast: Blast) -> str:
    words = audience.in_words(blast)
    return "families that did not include this one" if words == "All families" else words


def _on(moment: datetime | None, story: Story) -> str:
    return f"on {times.moment(moment, story.zone)}" if moment else "at a time nobody noted"
