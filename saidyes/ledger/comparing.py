"""Hold the events against the seals, and the seals against anchors that were kept elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from saidyes.ledger import checkpoints, sealing, signing
from saidyes.ledger.checkpoints import Anchor
from saidyes.ledger.merkle import Tree
from saidyes.ledger.models import Event, Seal, SealLeaf
from saidyes.ledger.sealing import LATE
from saidyes.ledger.verifying import AT_ONCE, Finding


@dataclass
class Sealed:
    """How much was under seal, and how much not yet."""

    seals: int = 0
    events: int = 0
    unsealed: int = 0


def broken_seals(business_id: UUID, tally: Sealed) -> Iterator[Finding]:
    """What is wrong with the seals of one school, and with the events they hold."""
    leaves, tree, before, roots_fit = _leaves(business_id), Tree(), None, True
    for seal in Seal.objects.filter(business_id=business_id).order_by("number").iterator(AT_ONCE):
        tally.seals, tally.events = tally.seals + 1, seal.size
        yield from _wrong_with_seal(seal, before)
        first = tree.size
        for leaf in islice(leaves, max(0, seal.size - first)):
            yield from _wrong_with_leaf(leaf, tree.size, before)
            tree.add(_bytes(leaf["row_hash"]))
        if roots_fit and (tree.size, tree.root().hex()) != (seal.size, seal.root):
            roots_fit = False  # and no later one can fit
            why = f"the events {first + 1} to {seal.size} are not those that were sealed"
            yield _about(seal, why, missing=tree.size < seal.size)
        before = seal
    if beyond := next(leaves, None):
        why = "events have a place in the tree beyond the last seal"
        yield Finding("none", "seals", why, missing=True, seen=str(beyond))
    yield from _never_sealed(business_id, before, tally)


def anchors_broken(anchors: Iterable[Anchor]) -> Iterator[Finding]:
    """What the database no longer holds as it was when it was anchored."""
    for anchor in anchors:
        seal = Seal.objects.filter(business_id=anchor.business_id, number=anchor.number).first()
        if not any(anchor.is_signed(key_id) for key_id in signing.public_keys()):
            yield _of_anchor(anchor, "none of our keys signed it")
        elif seal is None:
            last = sealing.newest(anchor.business_id)
            why = f"it saw {anchor.size:,} events, the last seal here has {last.size if last else 0:,}: the end is gone"
            yield _of_anchor(anchor, why, missing=True)
        elif checkpoints.text_of(seal) != anchor.text:
            yield _about(seal, "is not the seal that was anchored: the log was written anew from an older state")


def _wrong_with_seal(seal: Seal, before: Seal | None) -> Iterator[Finding]:
    number, size, prev = (before.number, before.size, checkpoints.hash_of(before)) if before else (0, 0, "")
    if seal.number != number + 1:
        yield _about(seal, f"does not follow seal {number}", missing=True)
    elif seal.prev_seal_hash != prev:
        yield _about(seal, "does not continue the seal before it")
    elif seal.size != size + seal.count:
        yield _about(seal, "does not count its events rightly")
    if not checkpoints.is_signed(seal):
        yield _about(seal, "its signature is not ours")
    if not _has_its_edge(seal):
        yield _about(seal, "its right edge does not lead to its root")


def _has_its_edge(seal: Seal) -> bool:
    try:
        return Tree(seal.size, [bytes.fromhex(peak) for peak in seal.peaks]).root().hex() == seal.root
    except (TypeError, ValueError):
        return False


def _wrong_with_leaf(leaf: dict[str, Any], place: int, before: Seal | None) -> Iterator[Finding]:
    event, seen = str(leaf["event_id"]), str(leaf)
    if leaf["place"] != place:
        why = f"its place {leaf['place']} does not follow {place - 1}"
        yield Finding(event, "seals", why, missing=True, seen=seen)
    if leaf["now"] is None:
        yield Finding(event, "seals", "was sealed and is gone", missing=True, seen=seen)
    elif leaf["now"] != leaf["row_hash"]:
        yield Finding(event, _subject(leaf["event_id"]), "is not what was sealed", seen=seen)
    elif before and leaf["at"] < before.through - LATE:
        why = f"says it is older than seal {before.number}, which lacks it"
        yield Finding(event, _subject(leaf["event_id"]), why, seen=seen)


def _never_sealed(business_id: UUID, last: Seal | None, tally: Sealed) -> Iterator[Finding]:
    events = sealing.unsealed(business_id).order_by("happened_at", "pk").only("subject", "happened_at")
    for event in events.iterator(AT_ONCE):
        tally.unsealed += 1
        if last and event.happened_at < last.through - LATE:
            why = f"says it is older than seal {last.number}, which lacks it"
            yield Finding(str(event.pk), event.subject, why, seen=f"{event.pk} {event.happened_at}")


def _leaves(business_id: UUID) -> Iterator[dict[str, Any]]:
    event = Event.objects.filter(pk=OuterRef("pk"), business_id=OuterRef("business_id"))
    leaves = SealLeaf.objects.filter(business_id=business_id).order_by("place")
    found = leaves.annotate(now=Subquery(event.values("row_hash")), at=Subquery(event.values("happened_at")))
    return found.values("place", "event_id", "row_hash", "now", "at").iterator(AT_ONCE)


def _subject(event_id: UUID) -> str:
    return Event.objects.values_list("subject", flat=True).get(pk=event_id)


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _about(seal: Seal, why: str, *, missing: bool = False) -> Finding:
    seen = f"{checkpoints.text_of(seal)} {seal.key_id} {seal.signature} {seal.peaks}"
    return Finding("none", f"seal {seal.number}", why, missing, seen)


def _of_anchor(anchor: Anchor, why: str, *, missing: bool = False) -> Finding:
    return Finding("none", f"anchor of seal {anchor.number}", why, missing, seen=anchor.text)
