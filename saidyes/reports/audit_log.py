"""The audit log as people read it: who made the change, when, which way, and on what evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from saidyes.accounts.rights import Role
from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.common.counting import counted
from saidyes.consent.history import note_of, who_did
from saidyes.consent.models import WordingKind
from saidyes.families.models import Family, HeldAddress
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import CHOICES, MOVES_A_STANDING, Verb
from saidyes.reports.period import Period

HEADER = ("When", "Who", "What", "Address", "Family", "From where", "Evidence", "Event", "Hash")
EVERYTHING = "all"
KINDS: dict[str, tuple[str, tuple[Verb, ...]]] = {
    "choices": ("Opt-ins and opt-outs", CHOICES),
    "opt_in": ("Opt-ins", (Verb.OPT_IN,)),
    "opt_out": ("Opt-outs", (Verb.OPT_OUT,)),
    "blasts": ("Email Blasts", tuple(verb for verb in Verb if verb.startswith("blast_"))),
    "staff": ("Staff", tuple(verb for verb in Verb if verb.startswith("staff_"))),
    EVERYTHING: ("Everything", tuple(Verb)),
}


@dataclass(frozen=True)
class Row:
    event: Event
    at: datetime
    who: str
    what: str
    glyph: str
    address: str
    about: str
    families: tuple[Family, ...]
    where: str
    evidence: str

    def cells(self, business: Business) -> list[str]:
        """One line of the CSV; the time in the school's zone, with its offset."""
        families = "; ".join(f"{family.name} ({family.number})" for family in self.families)
        at = self.at.astimezone(business.zone).isoformat(timespec="seconds")
        shown = [at, self.who, self.what, self.address or self.about, families, self.where, self.evidence]
        return [*shown, str(self.event.pk), self.event.row_hash]


def events(
    business: Business, *, kind: str = "choices", text: str = "", period: Period | None = None
) -> QuerySet[Event]:
    """The events of a school, newest first. `text` is an address, or part of the name of whoever did it."""
    found = Event.objects.filter(business_id=business.pk).select_related("beside")
    if kind != EVERYTHING:
        found = found.filter(verb__in=KINDS[kind][1])
    if period:
        found = found.filter(**period.lookups("happened_at", business.zone))
    if text:
        found = found.annotate(written=Cast("beside__details", TextField())).filter(_about(business, text))
    return found.order_by("-happened_at", "-id")


def read(found: Iterable[UUID]) -> list[Event]:
    """The events with these ids, in their order. A page far down a long log is found by its ids alone."""
    ids = list(found)
    events = Event.objects.select_related("beside").in_bulk(ids)
    return [events[pk] for pk in ids]


def rows(business: Business, page: list[Event]) -> list[Row]:
    """The events of one page in words, with four queries for all of them."""
    families = _families(business, page)
    named = {**_blasts(business, page), **_wordings(business, page)}
    return [_row(event, families, named) for event in page]


def _about(business: Business, text: str) -> Q:
    try:
        address = business.addresses.filter(key=canonical(text).key).first()
    except NotAnAddress:
        named = Q(beside__details__actor_name__icontains=text) | Q(beside__details__address__icontains=text)
        # What nowhere stands in the details as they are written needs no look at each of them.
        return Q(written__icontains=text) & named if text.isascii() and not {'"', "\\"} & {*text} else named
    return Q(subject=f"address:{address.pk}") if address else Q(pk=None)


def _row(event: Event, families: dict[str, tuple[Family, ...]], named: dict[str, str]) -> Row:
    return Row(
        event=event,
        at=event.happened_at,
        who=who_did(event),
        what=Verb(event.verb).label,
        glyph=str(event.facts["new"]) if event.verb in MOVES_A_STANDING else "",
        address=str(event.private.get("address", "")),
        about=named.get(event.subject, ""),
        families=families.get(event.subject, ()),
        where=Source(event.source).label,
        evidence=note_of(event) or _words(event, named) or _told(event) or _role(event),
    )


def _words(event: Event, named: dict[str, str]) -> str:
    return named.get(str(event.facts.get("wording")), "")


def _told(event: Event) -> str:
    """Of an Email Blast: for how many and for whom it was confirmed, or to whom its test went."""
    willing = event.facts.get("willing")
    many = counted(willing, "address", "addresses") if isinstance(willing, int) else ""
    return ": ".join(part for part in (many, event.private.get("audience"), event.private.get("to")) if part)


def _role(event: Event) -> str:
    """Of somebody on the staff: as what they came, or what they were and are."""
    facts = event.facts if event.verb in KINDS["staff"][1] else {}
    return " → ".join(Role(facts[name]).label for name in ("old", "new", "role") if name in facts)


def _ids_in(page: list[Event], kind: str) -> set[UUID]:
    """What the events are about, as far as it is of this kind."""
    return {UUID(key) for event in page for model, _, key in [event.subject.partition(":")] if model == kind}


def _families(business: Business, page: list[Event]) -> dict[str, tuple[Family, ...]]:
    """By what the events are about: a family, or an address and all families that use it."""
    held = HeldAddress.objects.filter(business=business, address__in=_ids_in(page, "address"))
    found: dict[str, dict[UUID, Family]] = {}
    for one in held.select_related("guardian__family"):
        found.setdefault(f"address:{one.address_id}", {})[one.guardian.family_id] = one.guardian.family
    for family in business.families.filter(pk__in=_ids_in(page, "family")):
        found[f"family:{family.pk}"] = {family.pk: family}
    return {subject: tuple(families.values()) for subject, families in found.items()}


def _blasts(business: Business, page: list[Event]) -> dict[str, str]:
    """The subjects of the Email Blasts that the events are about."""
    blasts = Blast.objects.filter(business=business, pk__in=_ids_in(page, "blast"))
    return {f"blast:{blast.pk}": f"“{blast.subject}”" for blast in blasts}


def _wordings(business: Business, page: list[Event]) -> dict[str, str]:
    """The words that were seen, by name and version."""
    wanted = {event.facts["wording"] for event in page if "wording" in event.facts}
    found = business.wordings.filter(pk__in=wanted)
    return {str(one.pk): f"{WordingKind(one.kind).label}, version {one.version}" for one in found}
