"""Every no, kept outside the database as well: what a restored backup must hear before any blast may leave.

One line for each opt-out, each yes that ended and each reason not to deliver, on the disk before its transaction ends,
so before anybody is told. A line whose transaction failed after all is a no too many, which harms nobody. An erasure
too many would: its lines are written right after. No line holds an address: the row's id, and a keyed digest of the
address for when the row was made after the backup.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from saidyes.common import clock
from saidyes.common.keeping import kept_at
from saidyes.common.signing import is_stamp, stamp
from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

PURPOSE = "address in the journal"
FILES = "no-*.jsonl"
NOES = (Verb.OPT_OUT, Verb.LAPSE, Verb.SUPPRESSED, Verb.ERASED)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """A no as the journal keeps it."""

    event: str
    business: str
    address: str
    digest: str
    verb: str
    kind: str
    at: str
    family: str = ""

    @classmethod
    def of(cls, address: Address, event: Event, digest: str = "") -> "Line":
        return cls(
            event=str(event.pk),
            business=str(address.business_id),
            address=str(address.pk),
            digest=digest or stamp(PURPOSE, _named(address)),
            verb=event.verb,
            kind=event.facts.get("kind", ""),
            at=event.happened_at.isoformat(),
        )

    @classmethod
    def read(cls, text: str) -> "Line":
        """`ValueError`, `TypeError` or `AttributeError` for a text that is no line."""
        line = cls(**json.loads(text))
        for name in (line.event, line.business, line.family or line.address):
            UUID(name)
        return line

    def is_about(self, address: Address) -> bool:
        """Also after the row was made anew with another id."""
        if self.business != str(address.business_id):
            return False
        return self.address == str(address.pk) or is_stamp(PURPOSE, _named(address), self.digest)


def note(noes: Iterable[tuple[Address, Event]], *, digest: str = "") -> None:
    """Write down each opt-out, lapse and suppression among the events of one transaction, and wait for the disk.
    Of an erased address its tombstone's `digest` is kept.

    An opt-out is never refused: where the file cannot be written, the log says so and the no stands all the same.
    """
    _keep([Line.of(address, event, digest) for address, event in noes if event.verb in NOES])


def note_erased(family_id: UUID, event: Event) -> None:
    """A family was erased: a backup from before must forget it once more."""
    at, business = event.happened_at.isoformat(), str(event.business_id)
    _keep(
        [Line(str(event.pk), business, address="", digest="", verb=event.verb, kind="", at=at, family=str(family_id))]
    )


def _keep(noes: list[Line]) -> None:
    lines = [json.dumps(asdict(line)) for line in noes]
    if not lines:
        return
    try:
        _append("\n" + "\n".join(lines) + "\n")  # the first sign ends what a power cut left half written
    except OSError as problem:
        log.critical("The journal of opt-outs cannot be written: %s", problem.strerror)


def lines() -> Iterator[Line]:
    """All of it, from the oldest on. What cannot be read, as a power cut leaves it half written, is passed over and
    told in the log.
    """
    unreadable = 0
    for file in sorted(folder().glob(FILES)):
        for text in filter(None, file.read_text("utf-8", errors="replace").splitlines()):
            try:
                line = Line.read(text)
            except (ValueError, TypeError, AttributeError):
                unreadable += 1
            else:
                yield line
    if unreadable:
        log.error("%d lines of the journal of opt-outs cannot be read", unreadable)


def _append(text: str) -> None:
    path = folder() / f"no-{clock.now():%Y-%m}.jsonl"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:  # which writes all of it or says so: a full disk takes half a line in silence
        file.write(text.encode())
        file.flush()
        os.fsync(handle)


def folder() -> Path:
    return Path(settings.SAIDYES_JOURNAL_DIR or kept_at("journal"))


def _named(address: Address) -> bytes:
    return UUID(str(address.business_id)).bytes + address.key.encode()
