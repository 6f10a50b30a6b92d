"""What was chosen for an address, by whom, and as of when: read from the ledger."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from saidyes.consent.as_of import DECISIVE
from saidyes.consent.evidence import How
from saidyes.consent.models import Address, Standing, SuppressionKind
from saidyes.ledger.actors import ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject
from saidyes.ledger.verbs import Verb

TOLD = (
    Verb.OPT_IN,
    Verb.OPT_OUT,
    Verb.LAPSE,
    Verb.ERASED,
    Verb.CONFIRMATION_ASKED,
    Verb.CONFIRMATION_ENDED,
    Verb.CHECK_ASKED,
    Verb.CHOICE_ASKED,
    Verb.ADDRESS_ADDED,
    Verb.NOT_IN_USE,
    Verb.IN_USE_AGAIN,
    Verb.SUPPRESSED,
    Verb.SUPPRESSION_LIFTED,
    Verb.REPORT_HELD,
    Verb.ASKED_TO_LEAVE,
)
NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """One entry of a timeline. `before` is the standing until then; `glyph` the badge it is drawn with, or a dot
    where it says nothing of a standing.
    """

    event: Event
    title: str
    glyph: str
    at: datetime
    who: str
    where: str
    note: str
    before: str


def lines_of(address: Address, *, for_family: bool = False) -> list[Line]:
    """The timeline of an address, newest first. For a family, staff are just "staff"."""
    return lines_from(events_of(address), for_family=for_family)


def lines_from(events: Iterable[Event], *, for_family: bool = False) -> list[Line]:
    """The events of one address, oldest first, as a timeline, newest first."""
    lines, standing = [], str(Standing.NO_CHOICE)
    for event in events:
        lines.append(_line(event, standing, for_family=for_family))
        standing = event.facts.get("new", standing)
    return lines[::-1]


def events_of(address: Address) -> list[Event]:
    """Every event of the address that moves or explains where it stands, oldest first."""
    events = Subject.of(address).events.filter(verb__in=TOLD)
    return list(events.select_related("beside").order_by("seq"))


def whole_story_of(address: Address) -> list[Event]:
    """Those, and who used the address when: all that says where it stood at any moment, oldest first."""
    events = Subject.of(address).events.filter(verb__in={*TOLD, *DECISIVE})
    return list(events.select_related("beside").order_by("seq"))


def another_said_no(address: Address, guardian: str) -> bool:
    """Whether the last word about the address is the no of another guardian; `guardian` is the id of the asker."""
    if address.standing != Standing.OPTED_OUT or address.last_event is None:
        return False
    last = Event.objects.filter(pk=address.last_event, verb=Verb.OPT_OUT)
    return last.exclude(on_behalf_of__in=["", guardian]).exists()


def how_many_left_by(business_id: UUID, blasts: Collection[UUID], since: datetime) -> Counter[str]:
    """By the id of a blast, how many addresses opted out by the link of one of its letters, back in since or not.

    No link of theirs is older than `since`.
    """
    left = Event.objects.filter(business_id=business_id, verb=Verb.OPT_OUT, happened_at__gte=since)
    theirs = left.filter(facts__blast__in=[str(blast) for blast in blasts])
    return Counter(blast for blast, _ in set(theirs.values_list("facts__blast", "subject")))


def left_since(business_id: UUID, since: datetime) -> list[datetime]:
    """When addresses that had said yes left, by any way, oldest first."""
    left = Event.objects.filter(
        business_id=business_id, verb=Verb.OPT_OUT, happened_at__gte=since, facts__old=Standing.OPTED_IN.value
    )
    return list(left.order_by("happened_at").values_list("happened_at", flat=True))


def who_did(event: Event, *, for_family: bool = False) -> str:
    """The actor's name as it was then; a kind of actor where there was no person, or none to be named."""
    kind = ActorKind(event.actor_kind)
    if for_family and kind in (ActorKind.STAFF, ActorKind.OWNER, ActorKind.IMPORTER):
        return "Staff"
    return str(event.private.get("actor_name") or kind.label)


def note_of(event: Event) -> str:
    """How it was agreed and what was said, in one line; empty when there is nothing to add."""
    how = event.facts.get("how", "")
    kind = event.facts.get("kind", "")
    block = SuppressionKind(kind).label if kind in SuppressionKind.values else ""
    agreed = gettext(How(how).label) if how in How.values else ""
    parts = [block, agreed, str(event.private.get("said", "")), _reason(event)]
    note, reference = ": ".join(part for part in parts if part), event.private.get("reference", "")
    if not reference:
        return note
    return gettext("%(note)s (reference: %(reference)s)") % {"note": note, "reference": reference}


def _line(event: Event, before: str, *, for_family: bool) -> Line:
    verb = Verb(event.verb)
    return Line(
        event=event,
        title=verb.label,
        glyph=_glyph(event, verb, before),
        at=event.happened_at,
        who=who_did(event, for_family=for_family),
        where=Source(event.source).label,
        note=note_of(event),
        before=before,
    )


def _glyph(event: Event, verb: Verb, before: str) -> str:
    if verb in (Verb.SUPPRESSED, Verb.REPORT_HELD):
        return Address.CANT_DELIVER
    if verb == Verb.ASKED_TO_LEAVE:  # a wish that nobody proved: neither a yes nor a no
        return NOTHING
    return str(event.facts.get("new", before))


def _reason(event: Event) -> str:
    if "doubts" in event.facts:
        return gettext("Never agreed")
    why = str(event.private.get("reason", "") or event.facts.get("why", ""))
    return why[:1].upper() + why[1:]
