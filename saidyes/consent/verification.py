"""The whole audit log of a school, verified: chains, seals, anchors, and every standing replayed.

Integrity and completeness are two verdicts: what is there is as it was written; nothing that was written is missing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from saidyes.common.fence.whose import must_see
from saidyes.consent.models import Wording
from saidyes.consent.replaying import Replay
from saidyes.ledger.checkpoints import Anchor
from saidyes.ledger.comparing import Sealed, anchors_broken, broken_seals
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import Finding, Tally, broken_links, broken_orders, events_of, one_moment

NAMED = 20  # findings kept with their words; the others are counted


@dataclass
class Verdict:
    """What was looked at, and what was found."""

    tally: Tally = field(default_factory=Tally)
    sealed: Sealed = field(default_factory=Sealed)
    addresses: int = 0
    anchors: int = 0
    found: int = 0
    missing: int = 0
    first: list[Finding] = field(default_factory=list)
    marks: Any = field(default_factory=hashlib.sha256)

    def take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.found += 1
            self.missing += finding.missing
            self.marks.update(finding.mark)
            if len(self.first) < NAMED:
                self.first.append(finding)

    @property
    def fingerprint(self) -> str:
        """Of all findings together: the same only while just these are found. Empty when nothing is."""
        return self.marks.hexdigest() if self.found else ""

    @property
    def is_intact(self) -> bool:
        """Integrity: every event, link, seal, signature and standing is as it was written."""
        return self.found == self.missing

    @property
    def is_complete(self) -> bool:
        """Completeness: nothing that was written, sealed or anchored is missing."""
        return self.missing == 0


def verify(business_id: UUID, anchors: Sequence[Anchor] = ()) -> Verdict:
    """All of one school as of one moment; nobody waits meanwhile, and memory does not grow with the log.

    `OutOfReach` for whoever may not see it: an empty log is in good order.
    """
    must_see(business_id)
    verdict = Verdict(anchors=len(anchors))
    with one_moment():
        try:
            verdict.take(_chains_and_standings(business_id, verdict))
            verdict.take(broken_orders(business_id))
            verdict.take(_broken_words(business_id))
            verdict.take(broken_seals(business_id, verdict.sealed))
            verdict.take(anchors_broken(anchors))
        except (ValueError, TypeError, AttributeError, OverflowError) as wrong:  # SQLite keeps any text in any column
            why = f"behind {verdict.tally.events:,} events something cannot even be read ({type(wrong).__name__})"
            verdict.take([Finding("none", "the ledger", why, seen=why)])
    return verdict


def _chains_and_standings(business_id: UUID, verdict: Verdict) -> Iterator[Finding]:
    replay = Replay(business_id)
    yield from broken_links(replay.watch(verdict.tally.count(events_of(business_id))))
    yield from replay.drift
    verdict.addresses = replay.addresses


def _broken_words(business_id: UUID) -> Iterator[Finding]:
    """The words that people saw are those that were published, to the letter."""
    published = Event.objects.filter(business_id=business_id, verb=Verb.WORDING_PUBLISHED).order_by("pk")
    acts = {str(event.facts.get("wording", "")): event for event in published}
    for words in Wording.objects.filter(business_id=business_id).order_by("pk"):
        act, name = acts.pop(str(words.pk), None), f"wording:{words.pk}"
        if act is None:
            yield Finding("none", name, "nobody published these words", seen=words.sha256)
        elif {words.sha256, Wording.digest(words.text)} != {act.facts.get("wording_sha256")}:
            yield Finding(str(act.pk), name, "these are not the words that were published", seen=words.text)
    for wording_id, act in acts.items():
        yield Finding(str(act.pk), f"wording:{wording_id}", "the words that were published are gone", missing=True)
