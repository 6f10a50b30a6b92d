"""The private keys of SAIDYES_DKIM_KEYS: files named `<domain>/<selector>.pem`, of which every one signs."""

import base64
import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from saidyes.common.keeping import keep_bytes

SHORTEST_RSA = 2048  # bits; RFC 8301 asks for it
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+")
SELECTOR = re.compile(rf"{LABEL}(?:\.{LABEL})*")
SETTING = "SAIDYES_DKIM_KEYS"

Private = RSAPrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Key:
    """One private key, for the letters of one domain."""

    domain: str
    selector: str
    private: Private = field(repr=False)

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    def signature_of(self, octets: bytes) -> bytes:
        """The signature in base64. Ed25519 signs the digest (RFC 8463 3)."""
        if isinstance(self.private, RSAPrivateKey):
            return base64.b64encode(self.private.sign(octets, PKCS1v15(), hashes.SHA256()))
        return base64.b64encode(self.private.sign(sha256(octets).digest()))

    @property
    def record_name(self) -> str:
        """Where its other half stands in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}."

    @property
    def record(self) -> str:
        """What stands there, as one TXT record."""
        public = self.private.public_key()
        if isinstance(self.private, RSAPrivateKey):
            kind, octets = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, octets = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; h=sha256; p={base64.b64encode(octets).decode()}"


def keys_of(domain: str) -> tuple[Key, ...]:
    """The keys that sign for letters from the domain itself. Read once: a new key counts from the next start."""
    return _all(settings.SAIDYES_DKIM_KEYS).get(domain, ())


def look_at_keys() -> None:
    """Raises `ImproperlyConfigured` where letters are to be signed and cannot be."""
    if settings.SAIDYES_DKIM_KEYS:
        read_keys(Path(settings.SAIDYES_DKIM_KEYS))


def read_keys(folder: Path) -> dict[str, tuple[Key, ...]]:
    """Every key of the folder, by its domain. Raises `ImproperlyConfigured` with what is wrong, and where."""
    if not folder.is_dir():
        raise ImproperlyConfigured(f"{SETTING}: there is no folder {folder}.")
    keys = [_read(path) for path in sorted(folder.glob("*/*.pem"))]
    if not keys:
        raise ImproperlyConfigured(f"{SETTING}: no key in {folder}. A key is a file named DOMAIN/SELECTOR.pem.")
    return {key.domain: tuple(other for other in keys if other.domain == key.domain) for key in keys}


def make_key(folder: Path, domain: str, selector: str, *, ed25519: bool) -> Key:
    """A new key in the folder, readable by its owner alone. Raises `FileExistsError`, `ImproperlyConfigured`."""
    _check_names(domain, selector)
    private: Private = Ed25519PrivateKey.generate() if ed25519 else generate_private_key(65537, SHORTEST_RSA)
    path = folder / domain / f"{selector}.pem"
    keep_bytes(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Key(domain, selector, private)


@lru_cache(maxsize=4)
def _all(folder: str) -> dict[str, tuple[Key, ...]]:
    return read_keys(Path(folder))


def _read(path: Path) -> Key:
    _check_names(path.parent.name, path.stem)
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as wrong:
        raise ImproperlyConfigured(f"{SETTING}: {path} cannot be read: {wrong.strerror}.") from wrong
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise ImproperlyConfigured(f"{SETTING}: {path} is no private key in PEM without a password.") from wrong
    if isinstance(private, Ed25519PrivateKey) or (
        isinstance(private, RSAPrivateKey) and private.key_size >= SHORTEST_RSA
    ):
        return Key(path.parent.name, path.stem, private)
    raise ImproperlyConfigured(f"{SETTING}: {path} must be Ed25519, or RSA of {SHORTEST_RSA} bits or more.")


def _check_names(domain: str, selector: str) -> None:
    if not DOMAIN.fullmatch(domain):
        raise ImproperlyConfigured(f"{SETTING}: {domain!r} is no domain as the DNS has it, in lower case.")
    if not SELECTOR.fullmatch(selector):
        raise ImproperlyConfigured(f"{SETTING}: {selector!r} is no selector as the DNS has it, in lower case.")
