"""Signatures by a key that lies in the data folder and never in the database (Ed25519)."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from saidyes.common.keeping import kept, kept_at


class UnknownKey(KeyError):
    """No key of that id is ours."""


@dataclass(frozen=True)
class Signature:
    key_id: str
    value: bytes


def sign(message: bytes) -> Signature:
    """Signed with our key, which is made when there is none. Say in the message what it is for."""
    private = _key()
    return Signature(_id_of(private), private.sign(message))


def verify(message: bytes, signature: Signature) -> bool:
    """Whether a key of ours signed exactly this; a key we do not know signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key(signature.key_id)).verify(signature.value, message)
    except (UnknownKey, InvalidSignature):
        return False
    return True


def public_key(key_id: str) -> bytes:
    """The 32 bytes that anyone may verify with. Raises `UnknownKey`."""
    if not kept_at("ledger-keys/first.key").exists() or key_id != _id_of(_key()):
        raise UnknownKey(key_id)
    return _key().public_key().public_bytes_raw()


def _key() -> Ed25519PrivateKey:
    text = kept("ledger-keys/first.key", lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def _id_of(private: Ed25519PrivateKey) -> str:
    return f"1-{hashlib.sha256(private.public_key().public_bytes_raw()).hexdigest()[:16]}"
