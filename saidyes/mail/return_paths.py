"""Where answers to one letter come back: an address that names the letter and that nobody else can make up.

`b+<letter>.<stamp>@in.example.org`: the stamp is a MAC in lower-case letters and digits, for some servers lower
whatever stands before the @. There is one only where SAIDYES_INBOUND_DOMAIN is set.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from saidyes.common.signing import is_stamp, stamp

PURPOSE = "return path"
FULL = re.compile(r"(?<![\w.+-])([bnu])\+([a-z0-9]{1,26})\.([a-z2-7]{26})@([a-z0-9.-]+[a-z0-9])", re.IGNORECASE)


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
    """`<letter>.<stamp>` for one letter; empty while mail has no way back to us."""
    return f"{letter}.{stamp(PURPOSE, bound)}" if settings.SAIDYES_INBOUND_DOMAIN else ""


def address_of(way: Way, mark: str) -> str:
    """The whole address; empty for an empty mark. At most 64 octets before the @ (RFC 5321 4.5.3.1.1)."""
    return f"{way.value}+{mark}@{settings.SAIDYES_INBOUND_DOMAIN}" if mark else ""


def reports_address() -> str:
    """Where mailbox providers may send spam reports (RFC 9477); empty while mail has no way back."""
    return f"reports@{settings.SAIDYES_INBOUND_DOMAIN}" if settings.SAIDYES_INBOUND_DOMAIN else ""


def marks_in(text: str) -> Iterator[Mark]:
    """Every address of ours in a text, genuine or not, in its order."""
    for way, letter, proof, domain in FULL.findall(text):
        if domain.lower() == settings.SAIDYES_INBOUND_DOMAIN:
            yield Mark(Way(way.lower()), letter.lower(), proof.lower())
