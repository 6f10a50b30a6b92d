"""One way to write an event as bytes, and its hashes (RFC 8785 canonical JSON, SHA-256)."""

import hashlib
import hmac
import json
from typing import Any

EVENT_PREFIX = b"\x00"  # RFC 9162 section 2.1.1: leaves and nodes never look alike
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
PLAIN = frozenset({str, int, bool, type(None)})
PRIVATE_PREFIX = b"saidyes private details\x00"


def canonical(value: Any) -> bytes:
    """RFC 8785 for what events hold: strings, integers, booleans, null, lists, objects with ASCII names.

    Floats are refused: their text differs between languages. Raises `TypeError`.
    """
    _refuse_what_is_ambiguous(value)
    return ENCODER.encode(value).encode()


def row_hash(row: dict[str, Any]) -> str:
    return hashlib.sha256(EVENT_PREFIX + canonical(row)).hexdigest()


def commitment(salt: bytes, details: dict[str, Any]) -> str:
    """What the chain holds of personal details: without salt and details nobody can guess or check them."""
    return hmac.new(salt, PRIVATE_PREFIX + canonical(details), hashlib.sha256).hexdigest()


def _refuse_what_is_ambiguous(value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise TypeError(f"a name must be ASCII text: {name!r}")
            if type(inner) not in PLAIN:
                _refuse_what_is_ambiguous(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_what_is_ambiguous(inner)
    elif not isinstance(value, str | int | bool | None):
        raise TypeError(f"an event cannot hold {type(value).__name__}")
