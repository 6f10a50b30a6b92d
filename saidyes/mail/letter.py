"""One complete mail, ready to post. It is never parsed and written again: what is clean here stays clean."""

import dataclasses
import re
from collections.abc import Iterable, Mapping

from saidyes.common.addresses import NotAnAddress, wire
from saidyes.mail.body import Body, Clean, body
from saidyes.mail.dkim.signing import signed
from saidyes.mail.headers import Unsendable, header

__all__ = ["Letter", "Unsendable", "compose", "header_lines", "joined", "on_the_wire"]

ON_THE_WIRE = re.compile(r"""[^\s<>()\[\]\\,;:"@\x00-\x1f\x7f]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?""")


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """One mail for one recipient. `raw` goes over the wire as it is, but for dot-stuffing.

    `sender` and `recipient` are the envelope, their domains as A-labels; `message_id` is the header's.
    """

    sender: str
    recipient: str
    message_id: str
    raw: bytes = dataclasses.field(repr=False)
    needs_smtputf8: bool = False

    def __post_init__(self) -> None:
        for name, address in (("sender", self.sender), ("recipient", self.recipient)):
            if not ON_THE_WIRE.fullmatch(address):
                raise Unsendable(name, "not one plain address")
        if not (self.needs_smtputf8 or (self.raw.isascii() and self.recipient.isascii() and self.sender.isascii())):
            raise Unsendable("message", "letters outside ASCII")
        if isinstance(self.raw, Clean):
            return
        if not self.raw.count(b"\r\n") == self.raw.count(b"\r") == self.raw.count(b"\n") or self.raw[-2:] != b"\r\n":
            raise Unsendable("message", "a line does not end in CRLF")


def on_the_wire(field: str, address: str) -> str:
    """The address as the envelope and the headers have it, its domain as A-labels; `Unsendable` when it is none."""
    try:
        return wire(address)
    except NotAnAddress as wrong:
        raise Unsendable(field, "not an email address") from wrong


def compose(headers: list[tuple[str, str]], *, text: str, html: str, values: dict[str, str] | None = None) -> Clean:
    """The whole message: the headers in their order, then text and HTML as alternatives of each other.

    `values` fill the slots of both. Lines end in CRLF and hold at most 998 octets. Raises `Unsendable`.
    """
    return joined(header_lines(headers), body(text, html), values or {})


def header_lines(headers: Iterable[tuple[str, str]]) -> bytes:
    """Headers as they stand in the message. Raises `Unsendable`."""
    return b"".join([header(name, value) for name, value in headers])


def joined(lines: bytes, rest: Body, values: Mapping[str, str]) -> Clean:
    """One message of header lines and a body that are written already, but for the values of its slots; signed."""
    return signed(Clean(lines + rest.filled(values)))
