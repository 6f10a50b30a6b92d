"""A DNS that knows only the keys it was given, and dkimpy to check letters against it."""

from collections.abc import Iterable
from types import SimpleNamespace

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from dkim.util import parse_tag_value

from saidyes.mail.dkim.keys import Key


class VerifyKey:
    """The one thing dkimpy wants of PyNaCl: the sum of an Ed25519 signature; everything around it stays dkimpy's."""

    def __init__(self, octets: bytes, encoder) -> None:
        self.key = Ed25519PublicKey.from_public_bytes(encoder(octets))

    def verify(self, digest: bytes, signature: bytes) -> None:
        self.key.verify(signature, digest)


dkim.nacl = SimpleNamespace(
    signing=SimpleNamespace(VerifyKey=VerifyKey),
    encoding=SimpleNamespace(Base64Encoder=dkim.base64.b64decode),
    exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
)


def verified(raw: bytes, keys: Iterable[Key]) -> list[bool]:
    """What a mailbox provider finds for each signature of the letter, the uppermost first."""
    records = {key.record_name.encode(): key.record.encode() for key in keys}
    checker = dkim.DKIM(raw, minkey=2048)
    count = sum(name.lower() == b"dkim-signature" for name, _ in checker.headers)
    return [_is_good(checker, number, records) for number in range(count)]


def _is_good(checker: dkim.DKIM, number: int, records: dict[bytes, bytes]) -> bool:
    try:
        return checker.verify(number, dnsfunc=lambda name, **_: records.get(name))
    except dkim.ValidationError:
        return False


def tags_of(raw: bytes, number: int = 0) -> dict[str, str]:
    values = [value for name, value in dkim.DKIM(raw).headers if name.lower() == b"dkim-signature"]
    return {name.decode(): b"".join(value.split()).decode() for name, value in parse_tag_value(values[number]).items()}
