"""A seal as text that leaves the house: a C2SP checkpoint (c2sp.org/tlog-checkpoint), for a file, a mail, a print.

Whoever holds one can prove later that the log was cut or written anew.
"""

import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from saidyes.ledger.models import Seal
from saidyes.ledger.signing import Signature, UnknownKey, public_key, verify

logger = logging.getLogger(__name__)

ED25519 = b"\x01"
HEAD = re.compile(
    r"saidyes\.ledger/(?P<business>[0-9a-f-]{36})\n"
    r"(?P<size>[0-9]+)\n(?P<root>[A-Za-z0-9+/]{43}=)\nseal (?P<number>[0-9]+)\n"
)
NOTE = re.compile(r"^(saidyes\.ledger/.+?\n)\n— (\S+) (\S+)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Anchor:
    """What a checkpoint kept elsewhere says of a school's log."""

    business_id: UUID
    number: int
    size: int
    root: str
    text: str
    line: bytes

    def is_signed(self, key_id: str) -> bool:
        return verify(self.text.encode(), Signature(key_id, self.line[4:]))


def text_of(seal: Seal) -> str:
    """What is signed. Origin, size and root as C2SP has them; number, new events, predecessor and times follow."""
    lines = [
        origin(seal.business_id),
        str(seal.size),
        _base64(bytes.fromhex(seal.root)),
        f"seal {seal.number}",
        f"events {seal.count}",
        f"after {seal.prev_seal_hash or 'nothing'}",
        f"through {seal.through.isoformat(timespec='microseconds')}",
        f"sealed {seal.sealed_at.isoformat(timespec='microseconds')}",
    ]
    return "\n".join([*lines, ""])


def hash_of(seal: Seal) -> str:
    """How the next seal names this one."""
    return hashlib.sha256(text_of(seal).encode()).hexdigest()


def note_of(seal: Seal) -> str:
    """The whole checkpoint, signed."""
    name = origin(seal.business_id)
    signed = _base64(_key_hash(name, seal.key_id) + bytes.fromhex(seal.signature))
    return f"{text_of(seal)}\n— {name} {signed}\n"


def verifier_key(business_id: UUID, key_id: str) -> str:
    """The public key as tools for C2SP signed notes want it."""
    name = origin(business_id)
    return f"{name}+{_key_hash(name, key_id).hex()}+{_base64(ED25519 + public_key(key_id))}"


def keep(seal: Seal) -> None:
    """Add it to the file of SAIDYES_ANCHORS. A file that cannot be written never keeps a seal from being made."""
    if not settings.SAIDYES_ANCHORS:
        return
    try:
        with Path(settings.SAIDYES_ANCHORS).open("a", encoding="utf-8") as file:
            file.write(f"{note_of(seal)}\n")
    except OSError as wrong:
        logger.error("the anchor of seal %s cannot be written: %s", seal.number, wrong.strerror)


def is_signed(seal: Seal) -> bool:
    try:
        return verify(text_of(seal).encode(), Signature(seal.key_id, bytes.fromhex(seal.signature)))
    except ValueError:
        return False


def anchors_in(text: str) -> Iterator[Anchor]:
    """Every checkpoint in a text, which may be a whole mail or a file of many."""
    for found in NOTE.finditer(text.replace("\r\n", "\n")):
        body, _, line = found.groups()
        head = HEAD.match(body)
        try:
            signed = base64.b64decode(line, validate=True)
        except binascii.Error:
            continue
        if head:
            root = base64.b64decode(head["root"]).hex()
            yield Anchor(UUID(head["business"]), int(head["number"]), int(head["size"]), root, body, signed)


def origin(business_id: UUID) -> str:
    """The name of a school's log. Its host may change, its id never does."""
    return f"saidyes.ledger/{business_id}"


def _key_hash(name: str, key_id: str) -> bytes:
    try:
        key = public_key(key_id)
    except UnknownKey:
        return bytes(4)
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key).digest()[:4]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
