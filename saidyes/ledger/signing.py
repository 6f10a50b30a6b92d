"""Signatures that outlive us: Ed25519, by keys that lie in a folder and never in the database.

Whoever can rewrite the database then still cannot sign what they wrote. Each key is two files named by its id: `.key`
signs and is its owner's alone, `.pub` verifies and stays for ever. The key with the highest number signs.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from saidyes.common.keeping import kept_at, open_private

KEY_ID = re.compile(r"[1-9][0-9]*-[0-9a-f]{16}")


class UnknownKey(KeyError):
    """No public key of that id lies in the folder."""


@dataclass(frozen=True)
class Signature:
    key_id: str
    value: bytes


def sign(message: bytes) -> Signature:
    """Signed with the newest key, which is made when there is none. Say in the message what it is for."""
    key_id = max(_ids(".key"), key=_number, default="") or add_key()
    private = load_pem_private_key((folder() / f"{key_id}.key").read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{key_id}.key is no Ed25519 key")
    return Signature(key_id, private.sign(message))


def verify(message: bytes, signature: Signature) -> bool:
    """Whether a key of ours signed exactly this; a key we do not know signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key(signature.key_id)).verify(signature.value, message)
    except (UnknownKey, InvalidSignature):
        return False
    return True


def public_key(key_id: str) -> bytes:
    """The 32 bytes that anyone may verify with. Raises `UnknownKey`."""
    path = folder() / f"{key_id}.pub"
    if not (KEY_ID.fullmatch(key_id) and path.exists()):
        raise UnknownKey(key_id)
    public = load_pem_public_key(path.read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise UnknownKey(key_id)
    return _raw(public)


def public_keys() -> dict[str, bytes]:
    """Every key that ever signed, the oldest first."""
    return {key_id: public_key(key_id) for key_id in sorted(_ids(".pub"), key=_number)}


def add_key() -> str:
    """A new key, which signs from now on. Its public half is there before its private one: nobody sees half a key."""
    private = Ed25519PrivateKey.generate()
    number = 1 + max(map(_number, _ids(".pub")), default=(0, ""))[0]
    key_id = f"{number}-{hashlib.sha256(_raw(private.public_key())).hexdigest()[:16]}"
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(folder() / f"{key_id}.pub", public_pem)
    _write(folder() / f"{key_id}.key", private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key_id


def folder() -> Path:
    """Where the keys lie: better not on the machine of the database."""
    return Path(settings.SAIDYES_LEDGER_KEYS or kept_at("ledger-keys"))


def _ids(suffix: str) -> list[str]:
    return [path.stem for path in folder().glob(f"*{suffix}") if KEY_ID.fullmatch(path.stem)]


def _number(key_id: str) -> tuple[int, str]:
    number, _, rest = key_id.partition("-")
    return int(number), rest


def _write(path: Path, pem: bytes) -> None:
    """Whole or not at all, and safe on the disk before anything is signed with it."""
    half = path.with_name(f".{path.name}")
    with open_private(half) as file:
        file.write(pem.decode())
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
