"""What the ledger knows of an address, said in one breath: who chose what when and by which way, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from saidyes.common import times
from saidyes.consent.as_of import Then, then_of
from saidyes.consent.history import who_did
from saidyes.consent.models import SuppressionKind
from saidyes.ledger.actors import ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

DID = {
    Verb.OPT_IN: "said yes",
    Verb.OPT_OUT: "said no",
    Verb.LAPSE: "went back to no choice yet",
    Verb.ERASED: "erased it",
}
WAYS = {
    Source.REGISTRATION: "when creating the account",
    Source.PORTAL: "in the Customer Portal",
    Source.UNSUBSCRIBE_PAGE: "by the unsubscribe link",
    Source.ONE_CLICK: "by the unsubscribe button of the mail program",
    Source.MAILTO: "by an email that asks to unsubscribe",
    Source.REPLY: "by a reply",
    Source.OFFICE: "in the Office Portal",
    Source.CONFIRMATION_LINK: "by the confirmation link",
    Source.TAKE_BACK: "by the “I did not agree” link",
    Source.PROVIDER: "by the mail provider’s own unsubscribe",
    Source.RESTORE: "before a backup was restored",
    Source.FEEDBACK_LOOP: "by marking our mail as spam",
    Source.IMPORT_FILE: "by an imported file",
    Source.ERASURE: "at the family’s wish",
}
BLOCKED = {
    SuppressionKind.BOUNCE: "mail to it has bounced since {at}",
    SuppressionKind.COMPLAINT: "our mail was marked as spam there on {at}",
    SuppressionKind.MANUAL: "staff blocked it on {at}",
    SuppressionKind.LEGAL: "it has been blocked for legal reasons since {at}",
}
GRAVEST = (SuppressionKind.LEGAL, SuppressionKind.COMPLAINT, SuppressionKind.BOUNCE, SuppressionKind.MANUAL)


@dataclass(frozen=True)
class Story:
    """All that happened to one address, oldest first, told in the school's zone. `named`: what an Email Blast is
    called, by its id.
    """

    events: tuple[Event, ...]
    zone: ZoneInfo
    named: Mapping[str, str]

    @cached_property
    def by_id(self) -> dict[UUID, Event]:
        return {event.pk: event for event in self.events}

    def at(self, instant: datetime) -> Then:
        """Where it stood then."""
        return then_of(self.events, instant)

    def choice_of(self, then: Then) -> str:
        """`Dana Okafor said yes on Jan 14, 2026, 5:06 pm in the Customer Portal`; empty when nothing was chosen."""
        event = self.by_id.get(then.choice) if then.choice else None
        if event is None:
            return ""
        staff = " (staff)" if event.actor_kind in (ActorKind.STAFF, ActorKind.OWNER) else ""
        return f"{who_did(event)}{staff} {DID[Verb(event.verb)]} on {self.when(event)}{self._way(event)}"

    def why_not(self, then: Then, because: str) -> str:
        """Why no Email Blast may go there, by the gate's word for it: the end of a sentence."""
        choice = self.by_id.get(then.choice) if then.choice else None
        if because == "opted_out":
            if choice and choice.verb == Verb.ERASED:
                return f"it was erased on {self.when(choice)}"
            return f"it opted out on {self.when(choice)}{self._way(choice)}" if choice else "it was opted out"
        if because == "cant_deliver":
            return self._block(then)
        if because == "no_choice":
            return self._back(choice) if choice else "no choice had been made"
        return "no active guardian used it"

    def when(self, event: Event) -> str:
        return times.moment(event.happened_at, self.zone)

    def _way(self, event: Event) -> str:
        """` by the unsubscribe link of “Closed on Friday”`."""
        way = WAYS.get(Source(event.source), f"({Source(event.source).label})")
        blast = self.named.get(str(event.facts.get("blast", "")))
        return f" {way} of “{blast}”" if blast else f" {way}"

    def _block(self, then: Then) -> str:
        kind = next((kind for kind in GRAVEST if kind in then.blocks), None)
        event = self.by_id.get(then.blocks[kind]) if kind else None
        if kind is None or event is None:
            return "it could not be delivered to"
        reason = str(event.private.get("reason", ""))
        return BLOCKED[kind].format(at=self.when(event)) + (f" (“{reason}”)" if reason else "")

    def _back(self, lapse: Event) -> str:
        why = str(lapse.facts.get("why", ""))
        return f"it went back to no choice yet on {self.when(lapse)}" + (f", because {why}" if why else "")


def blasts_behind(events: Iterable[Event]) -> set[UUID]:
    """The Email Blasts whose letters carried the links that were used."""
    return {UUID(event.facts["blast"]) for event in events if event.facts.get("blast")}
