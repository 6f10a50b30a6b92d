"""Where answers to one letter come back: an address that names the letter and that nobody else can make up.

`b+<letter>.<stamp>@in.example.org`: the stamp is a MAC in lower-case letters and digits, for some servers lower
whatever stands before the @. There is one only where SAIDYES_INBOUND_DOMAIN is set. A mail provider names the
letter by the same words without the domain (`naming`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from saidyes.common.signing import is_stamp, stamp

PURPOSE = "return path"
NAME = re.compile(r"([bnu])\+([a-z0-9]{1,26})\.([a-z2-7]{26})", re.IGNORECASE)
FULL = re.compile(rf"(?<![\w.+-]){NAME.pattern}@([a-z0-9.-]+[a-z0-9])", re.IGNORECASE)


class Way(StrEnum):
    """What an address is for; each letter of an Email Blast has the first two, which carry the same stamp."""

    BLAST = "b"
    LEAVING = "u"
    NOTICE = "n"


@dataclass(frozen=True, slots=True)
class Mark:
    """What an address claims. Nothing is believed of it before `is_genuine`."""

    way: Way
    letter: str
    stamp: str

    def is_genuine(self, bound: bytes) -> bool:
        """Whether we made it for the letter that `bound` identifies."""
        return is_stamp(PURPOSE, bound, self.stamp)


def mark_of(letter: str, bound: bytes) -> str:
    """`<letter>.<stamp>` for one letter; empty while nothing can come back to us."""
    comes_back = settings.SAIDYES_INBOUND_DOMAIN or settings.SAIDYES_PROVIDER
    return f"{letter}.{stamp(PURPOSE, bound)}" if comes_back else ""


def address_of(way: Way, mark: str) -> str:
    """The whole address; empty where mail has none. At most 64 octets before the @ (RFC 5321 4.5.3.1.1)."""
    domain = settings.SAIDYES_INBOUND_DOMAIN
    return f"{name_of(way, mark)}@{domain}" if mark and domain else ""


def name_of(way: Way, mark: str) -> str:
    """What a letter is called by whoever reports of it: the way and the mark, as before the @."""
    return f"{way.value}+{mark}"


def reports_address() -> str:
    """Where mailbox providers may send spam reports (RFC 9477); empty while mail has no way back."""
    return f"reports@{settings.SAIDYES_INBOUND_DOMAIN}" if settings.SAIDYES_INBOUND_DOMAIN else ""


def mark_named(name: str) -> Mark | None:
    """The mark that `name_of` was made of, genuine or not; none for any other text."""
    found = NAME.fullmatch(name)
    return Mark(Way(found[1].lower()), found[2].lower(), found[3].lower()) if found else None


def marks_in(text: str) -> Iterator[Mark]:
    """Every address of ours in a text, genuine or not, in its order."""
    for way, letter, proof, domain in FULL.findall(text):
        if domain.lower() == settings.SAIDYES_INBOUND_DOMAIN:
            yield Mark(Way(way.lower()), letter.lower(), proof.lower())
