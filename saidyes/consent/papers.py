"""The photo or scan behind a yes that staff wrote down: kept beside the database, bound to its event by its hash.

No address of ours leads to the folder; a name in it tells nothing and cannot be guessed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from saidyes.common.keeping import keep_bytes, kept_at


class NotAsKept(Exception):
    """The file is gone, or is another than the one that was kept."""


@dataclass(frozen=True)
class Paper:
    """What an event keeps of a photo or scan."""

    ref: str
    sha256: str

    @property
    def facts(self) -> dict[str, str]:
        return {"evidence_ref": self.ref, "evidence_sha256": self.sha256}


@contextmanager
def kept_paper(business_id: UUID, scan: bytes) -> Iterator[Paper]:
    """Keep the scan for the event that is written meanwhile; without the event, it goes again."""
    paper = Paper(str(uuid4()), hashlib.sha256(scan).hexdigest())
    keep_bytes(_path(business_id, paper.ref), scan)
    try:
        yield paper
    except BaseException:
        forget_paper(business_id, paper)
        raise


def forget_paper(business_id: UUID, paper: Paper) -> bool:
    """No event came to rely on it, or it is kept elsewhere now. Whether it was there."""
    path = _path(business_id, paper.ref)
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there


def read_paper(business_id: UUID, paper: Paper) -> bytes:
    """The very bytes that were kept; `NotAsKept` for any others."""
    try:
        data = _path(business_id, paper.ref).read_bytes()
    except (FileNotFoundError, ValueError) as gone:
        raise NotAsKept from gone
    if hashlib.sha256(data).hexdigest() != paper.sha256:
        raise NotAsKept
    return data


def _path(business_id: UUID, ref: str) -> Path:
    return kept_at("evidence") / str(business_id) / UUID(ref).hex
