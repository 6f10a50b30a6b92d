"""An email address as text: which spellings are one address, how it is shown, how it goes on the wire."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna
from email_validator import EmailNotValidError, validate_email

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
AROUND = INVISIBLE + " \t\u00a0"
ODD_IN_LOCAL = re.compile(r"""[\s"(),:;<>@\[\]\\%!?|`{}^]""")
LONGEST = 254  # octets of the whole address, RFC 5321 4.5.3.1.3
LONGEST_LOCAL = 64  # octets before the @, RFC 5321 4.5.3.1.1


class NotAnAddress(ValueError):
    """The text is not an address we can write to."""


@dataclass(frozen=True)
class Canonical:
    """`key` decides which addresses are the same; `spelling` is what was typed, and what mail is sent to."""

    key: str
    spelling: str


def canonical(text: str) -> Canonical:
    """Read an address as typed. Spaces and invisible characters around it are dropped, inside refused.

    The domain becomes lower-case A-labels; the part before the @ is lowered, not case-folded. Plus tags and
    dots stay: they are different addresses. Raises `NotAnAddress`.
    """
    spelling = unicodedata.normalize("NFC", text.strip(AROUND))
    local, at, domain = spelling.rpartition("@")
    if not (at and local and domain) or _is_odd(local):
        raise NotAnAddress("not an email address")
    host = _a_labels(domain)
    key = f"{local.lower()}@{host}"
    if len(local.encode()) > LONGEST_LOCAL or len(f"{local}@{host}".encode()) > LONGEST:
        raise NotAnAddress("too long for an email address")
    _validate(f"{local}@{host}")
    return Canonical(key=key, spelling=f"{local}@{_shown_domain(domain)}")


def needs_smtputf8(address: str) -> bool:
    """Whether only a server that offers SMTPUTF8 (RFC 6531) can take the address."""
    return not address.rpartition("@")[0].isascii()


def wire(address: str) -> str:
    """The address for SMTP: the domain as A-labels (RFC 5890), the part before the @ as typed."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_a_labels(domain)}"


def masked(address: str) -> str:
    """`d•••@example.com`: enough to know one's own address, too little to learn another's."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def looks_unusual(address: str) -> bool:
    """Whether the part before the @, or the domain, has letters outside a-z that can pass for others."""
    return not address.isascii() or "xn--" in address


def _is_odd(local: str) -> bool:
    return bool(ODD_IN_LOCAL.search(local)) or any(
        unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for letter in local
    )


@lru_cache(maxsize=1024)
def _a_labels(domain: str) -> str:
    folded = unicodedata.normalize("NFKC", domain).lower()
    try:
        host = folded if folded.isascii() else idna.encode(folded, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as wrong:
        raise NotAnAddress("the part after the @ is not a domain") from wrong
    if "." not in host or host.rpartition(".")[2].isdigit():
        raise NotAnAddress("the part after the @ is not a domain")
    return host


def _shown_domain(domain: str) -> str:
    return unicodedata.normalize("NFKC", domain)


def _validate(address: str) -> None:
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except EmailNotValidError as wrong:
        raise NotAnAddress("not an email address") from wrong
