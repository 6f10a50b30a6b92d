"""Header lines, clean at the door: what cannot stand on one line is refused, what is not ASCII is encoded."""

import re
import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache

from saidyes.mail.slots import fill, names_in

LONGEST_LINE = 998  # octets without the line end, RFC 5322 2.1.1
NICE_LINE = 76
FREE_TEXT = frozenset({"Subject"})
MAY_NEED_SMTPUTF8 = frozenset({"From", "Reply-To", "To"})
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")  # RFC 5322 3.2.3
PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


class Unsendable(Exception):
    """No letter can be built: `field` is what is wrong, `why` a few words about it, never its value."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"cannot build: {field}: {why}")
        self.field = field
        self.why = why


def header(name: str, value: str) -> bytes:
    """One header with its line end. A subject may be any text; every other value is already fit for the wire.

    The only octets beyond ASCII are those of an address that needs SMTPUTF8. Raises `Unsendable`.
    """
    if not NAME.fullmatch(name):
        raise Unsendable("header", "not a header name")
    if len(value) < NICE_LINE - len(name) - 10 and PLAIN.fullmatch(value) and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    value = unstructured(one_line(name, value)) if name in FREE_TEXT else one_line(name, value)
    if not (value.isascii() or name in MAY_NEED_SMTPUTF8):
        raise Unsendable(name, "letters outside ASCII")
    written = f"{name}: {value}".encode()
    if max(map(len, written.split(b"\r\n"))) > LONGEST_LINE:
        raise Unsendable(name, "too long for a header")
    return written + b"\r\n"


def one_line(field: str, text: str) -> str:
    """The text itself, where it is one clean line; `Unsendable` where it could end a header or hide in it."""
    if CONTROL.search(text):
        raise Unsendable(field, "line break or control character")
    return text


def filled_line(text: str, values: Mapping[str, str]) -> str:
    """A header's text with its slots filled; `Unsendable`, naming the slot, for a value that is not one clean line."""
    for name in names_in(text):
        one_line(name, values[name])
    return fill(text, values)


def mailbox(field: str, name: str, address: str) -> str:
    """`"Tumble & Time, Gym" <news@example.com>`; the address alone where there is no name."""
    return f"{phrase(field, name)} <{address}>" if name else address


@lru_cache(maxsize=256)
def phrase(field: str, text: str) -> str:
    """Words before an address or a list id: as they are, quoted, or as encoded-words (RFC 5322 3.2.5, 2047 5)."""
    one_line(field, text)
    if ATOMS.fullmatch(text) and "=?" not in text:
        return text
    if PLAIN.fullmatch(text) and "=?" not in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _encoded_words(text).replace("\r\n", "")


@lru_cache(maxsize=256)
def unstructured(text: str) -> str:
    """Free text that reads the same after decoding, folded. Text that looks like an encoded-word is encoded."""
    if PLAIN.fullmatch(text) and "=?" not in text:
        return "\r\n ".join(textwrap.wrap(text, NICE_LINE - 10, break_long_words=False, break_on_hyphens=False))
    return _encoded_words(text)


def date(moment: datetime) -> str:
    """The moment as a Date header has it, in UTC (RFC 5322 3.3)."""
    return _date(moment.replace(microsecond=0))


@lru_cache(maxsize=8)
def _date(second: datetime) -> str:
    return format_datetime(second.astimezone(UTC))


def _encoded_words(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=NICE_LINE, header_name="Subject").encode(linesep="\r\n")
