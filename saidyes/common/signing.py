"""Links that cannot be forged: a token names its purpose, its key and its payload, and never runs out.

The keys are a ring of their own, apart from SECRET_KEY: old links keep working when that one changes.
"""

import base64
import binascii
import hmac
import json
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from saidyes.common.keeping import keep_bytes, kept_at

VERSION = "v1"
ID_BYTES = 16
MAC_BYTES = 20  # 160 bits; RFC 8058 section 3.1 asks for "hard to forge"
STAMP_BYTES = 16
EXAMPLE = '[["1", "64 hexadecimal digits"]]'


class BadToken(ValueError):
    """The token was not made here, was altered, or serves another purpose."""


def sign(purpose: str, payload: bytes) -> str:
    """A URL-safe token over `payload`, good for `purpose` alone: `v1.KEYID.PAYLOAD.MAC`."""
    key_id, key = _ring()[-1]
    return _joined(key_id, payload, _mac(key, purpose, payload))


def read(purpose: str, token: str) -> bytes:
    """The payload of a token made by `sign` for the same purpose; `BadToken` for anything else."""
    try:
        version, key_id, payload_text, mac_text = token.split(".")
        payload, mac = _bytes(payload_text), _bytes(mac_text)
    except (ValueError, binascii.Error) as wrong:
        raise BadToken from wrong
    key = dict(_ring()).get(key_id, b"no such key")
    good = hmac.compare_digest(mac, _mac(key, purpose, payload))
    if not good or version != VERSION or key_id not in dict(_ring()) or token != _joined(key_id, payload, mac):
        raise BadToken
    return payload


def sign_ids(purpose: str, *ids: UUID) -> str:
    """A token that speaks of rows and names nobody."""
    return sign(purpose, b"".join(one.bytes for one in ids))


def read_ids(purpose: str, token: str, count: int) -> list[UUID]:
    """The ids, so many, of a token made by `sign_ids` for the same purpose; `BadToken` for anything else."""
    payload = read(purpose, token)
    if len(payload) != count * ID_BYTES:
        raise BadToken
    return [UUID(bytes=payload[start : start + ID_BYTES]) for start in range(0, len(payload), ID_BYTES)]


def stamp(purpose: str, payload: bytes) -> str:
    """A MAC over `payload` in 26 lower-case letters and digits, which no mail server spoils."""
    return _stamp(_ring()[-1][1], purpose, payload)


def stamps(purpose: str, payload: bytes) -> list[str]:
    """The same with every key of the ring, the newest last: to look for one that was made long ago."""
    return [_stamp(key, purpose, payload) for _, key in _ring()]


def is_stamp(purpose: str, payload: bytes, text: str) -> bool:
    """Whether `stamp` made it, with any key of the ring."""
    return any(hmac.compare_digest(text.encode(), one.encode()) for one in stamps(purpose, payload))


def make_keys(path: Path) -> None:
    """Write a first key where there is none, whole and once, also where two processes begin together. The file is
    readable by its owner alone.
    """
    if path.exists():
        return
    ring = json.dumps([[secrets.token_hex(2), secrets.token_hex(32)]])
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    keep_bytes(draft, ring.encode())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def keys_path() -> Path:
    return kept_at("link-keys.json")


def wrong_with_keys(named: str) -> str:
    """Why no link can be signed or read, by the ring of SAIDYES_LINK_KEYS or that of the data folder."""
    path = keys_path()
    try:
        if not named and not path.exists():
            return ""
        ring = _parsed(named or path.read_text("utf-8"))
    except OSError as wrong:
        return f"{path}, the keys of links: {wrong.strerror}. Give them to the user that Saidyes runs as."
    except (ValueError, TypeError):
        ring = []
    what = "SAIDYES_LINK_KEYS" if named else str(path)
    return "" if ring else f"{what} is no ring of keys, which looks like {EXAMPLE}. Bring it back from a backup."


def _ring() -> list[tuple[str, bytes]]:
    text = settings.SAIDYES_LINK_KEYS or _file_text(str(settings.SAIDYES_DATA_DIR))
    return _parsed(text)


@lru_cache(maxsize=8)
def _file_text(_data_dir: str) -> str:
    make_keys(keys_path())
    return keys_path().read_text()


@lru_cache(maxsize=8)
def _parsed(text: str) -> list[tuple[str, bytes]]:
    return [(key_id, bytes.fromhex(key)) for key_id, key in json.loads(text)]


def _mac(key: bytes, purpose: str, payload: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\x00" + payload, "sha256")[:MAC_BYTES]


def _stamp(key: bytes, purpose: str, payload: bytes) -> str:
    return base64.b32encode(_mac(key, f"stamp {purpose}", payload)[:STAMP_BYTES]).rstrip(b"=").decode().lower()


def _joined(key_id: str, payload: bytes, mac: bytes) -> str:
    return ".".join([VERSION, key_id, _text(payload), _text(mac)])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
