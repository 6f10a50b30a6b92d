"""What happened to a blast, in sentences, from the ledger."""

from dataclasses import dataclass
from datetime import datetime

from saidyes.blasts.models import Blast
from saidyes.common.counting import counted
from saidyes.delivery.models import LeftOut
from saidyes.ledger.actors import ActorKind
from saidyes.ledger.reading import events_about
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State

SENTENCES = {
    Verb.BLAST_TESTED: "Test sent to {to}",
    Verb.BLAST_SCHEDULED: "{who} confirmed for {willing}",
    Verb.BLAST_UNDONE: "{who} took it back",
    Verb.BLAST_STARTED: "Sending started",
    Verb.BLAST_PAUSED: "{who} paused sending",
    Verb.BLAST_RESUMED: "{who} resumed sending",
    Verb.BLAST_CANCELLED: "{who} cancelled the rest",
    Verb.BLAST_FINISHED: "Sending finished",
}
FEW = 5
DECISIONS = {
    "send_again": "{who} sent {count} unanswered again",
    "leave": "{who} left {count} unanswered",
    "arrived": "One that was unanswered had arrived",
}


@dataclass(frozen=True)
class Happening:
    verb: str
    who: str
    at: datetime
    sentence: str
    version: int = 0


def happenings_of(blast: Blast) -> list[Happening]:
    """The newest first."""
    events = events_about(blast.business_id, [f"blast:{blast.pk}"])
    found = []
    for event in events:
        who = event.private.get("actor_name", "Somebody")
        sentence = SENTENCES.get(Verb(event.verb), Verb(event.verb).label)
        if event.verb == Verb.BLAST_PAUSED and event.actor_kind == ActorKind.SYSTEM:
            sentence = "Sending stopped: {why}"
        if event.verb == Verb.UNCERTAIN_DECIDED:
            sentence = DECISIONS[event.facts["decision"]]
        words = {
            "who": who,
            "willing": counted(event.facts.get("willing", 0), "address", "addresses"),
            "count": event.facts.get("count", 0),
            "to": event.private.get("to", "one of the staff"),
            "why": event.private.get("why", "no reason kept"),
        }
        version = event.facts.get("version", 0)
        found.append(Happening(event.verb, who, event.happened_at, sentence.format(**words), version))
    return found


def left_meanwhile(blast: Blast) -> list[Happening]:
    """Who said no while it was leaving, the newest few: their letter was held back at the last moment."""
    rows = blast.recipients.filter(state=State.LEFT_OUT, left_out_because=LeftOut.OPTED_OUT, settled_at__isnull=False)
    newest = rows.select_related("guardian").order_by("-settled_at")[:FEW]
    found = []
    for row in newest:
        who = row.guardian.name if row.guardian else "Somebody"
        at = row.settled_at or row.next_at
        found.append(Happening("", who, at, f"{who} opted out, so their email was left out"))
    return found


def confirmed_by(happenings: list[Happening]) -> str:
    """Who pressed Send last; empty when nobody did."""
    return next((one.who for one in happenings if one.verb == Verb.BLAST_SCHEDULED), "")


def last_test_in(happenings: list[Happening]) -> Happening | None:
    """The test that was sent last, of whichever version."""
    return next((one for one in happenings if one.verb == Verb.BLAST_TESTED), None)
