"""What the ledger knows of an address, said in one breath: who chose what when and by which way, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from saidyes.common import times
from saidyes.consent.as_of import Then, then_of
from saidyes.consent.evidence import How
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
NAMELESS = {
    ActorKind.GUARDIAN: "A guardian",
    ActorKind.MAILBOX: "Whoever reads the mailbox",
    ActorKind.PROVIDER_ONE_CLICK: "Whoever reads the mailbox",
    ActorKind.PROVIDER_COMPLAINT: "Whoever reads the mailbox",
    ActorKind.PROVIDER: "Whoever reads the mailbox",
    ActorKind.API: "Another program",
}
WRITE_FOR_OTHERS = (ActorKind.STAFF, ActorKind.OWNER, ActorKind.IMPORTER)
WRITTEN_DOWN = {Verb.OPT_IN: "yes", Verb.OPT_OUT: "no"}
GIVEN = {
    How.IN_PERSON: "in person",
    How.BY_PHONE: "by phone",
    How.PAPER_FORM: "on paper",
    How.EMAIL_OR_TEXT: "by email or text",
    How.OTHER: "in another way",
    How.CUSTOMER_PORTAL: "in the Customer Portal",
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
    called, by its id; `people`: a guardian, by theirs.
    """

    events: tuple[Event, ...]
    zone: ZoneInfo
    named: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[UUID, Event]:
        return {event.pk: event for event in self.events}

    def at(self, instant: datetime) -> Then:
        """Where it stood then."""
        return then_of(self.events, instant)

    def choice_of(self, then: Then) -> str:
        """`Dana Okafor said yes on Jan 14, 2026, 5:06 pm in the Customer Portal`; empty when nothing was chosen.

        Staff and files say nothing of their own: they wrote down what somebody said, and when.
        """
        event = self.by_id.get(then.choice) if then.choice else None
        if event is None:
            return ""
        if event.source == Source.RESTORE and event.verb == Verb.OPT_OUT:
            return f"A no that a restored backup had forgotten was written down again on {self.when(event)}"
        by_staff = event.actor_kind in (ActorKind.STAFF, ActorKind.OWNER)
        if event.verb in WRITTEN_DOWN and (by_staff or event.source == Source.IMPORT_FILE):
            return self._written_down(event)
        staff = " (staff)" if by_staff else ""
        return f"{self._who(event)}{staff} {DID[Verb(event.verb)]} on {self.when(event)}{self._way(event)}"

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

    def on_behalf_of(self, event: Event) -> str:
        """Whose will staff wrote down, where that is known."""
        return self.people.get(event.on_behalf_of, "") if event.actor_kind in WRITE_FOR_OTHERS else ""

    def when(self, event: Event) -> str:
        return times.moment(event.happened_at, self.zone)

    def _who(self, event: Event) -> str:
        who = who_did(event)
        return NAMELESS.get(ActorKind(event.actor_kind), who) if who == ActorKind(event.actor_kind).label else who

    def _written_down(self, event: Event) -> str:
        """`Priya Nair (staff) wrote down Dana Okafor’s yes on …, given in person on …`."""
        whose, said = self.on_behalf_of(event), WRITTEN_DOWN[Verb(event.verb)]
        what = f"{whose}’s {said}" if whose else f"a {said}"
        is_file = event.source == Source.IMPORT_FILE
        who = f"{who_did(event)} loaded" if is_file else f"{who_did(event)} (staff) wrote down"
        where = "with a file" if is_file else "in the Office Portal"
        return f"{who} {what} on {self.when(event)} {where}{self._given(event)}"

    def _given(self, event: Event) -> str:
        """`, given in person on Mar 3, 2026, 4:00 pm`, as staff or the file say."""
        how, claimed = GIVEN.get(event.facts.get("how", "")), event.facts.get("claimed_at")
        when = f" on {times.moment(datetime.fromisoformat(claimed), self.zone)}" if claimed else ""
        return f", given {how}{when}" if how else ""

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


def told_by_others(events: Iterable[Event]) -> set[str]:
    """The guardians whose will staff or a file brought."""
    return {event.on_behalf_of for event in events if event.actor_kind in WRITE_FOR_OTHERS} - {""}


def blasts_behind(events: Iterable[Event]) -> set[UUID]:
    """The Email Blasts whose letters carried the links that were used."""
    return {UUID(event.facts["blast"]) for event in events if event.facts.get("blast")}
