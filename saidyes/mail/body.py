"""The body of a message: text and HTML, each the other's alternative, encoded once for all recipients."""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from saidyes.mail.headers import Unsendable
from saidyes.mail.slots import pieces

BOUNDARY = b"=_part"  # quoted-printable never writes "=_": no part can hold it (RFC 2045 6.7)
STRUCTURE = b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="%s"\r\n\r\n' % BOUNDARY
PART = b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
END = b"--%s--\r\n" % BOUNDARY
SOFT_BREAK = b"=\r\n"  # a line end that is not in the text
SHORT = 72  # octets, which no encoding breaks
AS_IT_IS = re.compile(r"[!-\-/-<>-~](?:[ -<>-~]*[!-<>-~])?")  # what encoding leaves alone, on one line
IN_BOTH = re.compile(r"[!#-%(-\-/-;?-~](?:[ !#-%(-;?-~]{0,70}[!#-%(-;?-~])?")  # nor does HTML escape any of it
DOTS_FIRST = re.compile(rb"^\.+", re.MULTILINE)

Piece = bytes | tuple[str, bool]


class Clean(bytes):
    """Octets that go over the wire as they are: every line ends in CRLF, and none begins with a dot."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Everything after the headers, encoded but for the slots: pairs of a name and whether it stands in the HTML."""

    pieces: tuple[Piece, ...]
    names: frozenset[str]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The octets for one recipient. Values are escaped in the HTML. Raises `Unsendable`, naming the slot."""
        written = {name: _written(name, values) for name in self.names}
        return b"".join([piece if isinstance(piece, bytes) else written[piece[0]][piece[1]] for piece in self.pieces])


@lru_cache(maxsize=32)
def body(text: str, html: str) -> Body:
    """Encode both parts, once; the same texts give the same body without doing it again."""
    whole: tuple[Piece, ...] = (
        STRUCTURE + PART % (BOUNDARY, b"plain"),
        *_encoded(text, in_html=False),
        b"\r\n" + PART % (BOUNDARY, b"html"),
        *_encoded(html, in_html=True),
        b"\r\n" + END,
    )
    return Body(whole, names=frozenset(piece[0] for piece in whole if isinstance(piece, tuple)))


def quoted_printable(text: str) -> bytes:
    """The text in UTF-8 with lines of at most 76 octets, all ending in CRLF, none beginning with a dot."""
    if len(text) <= SHORT and AS_IT_IS.fullmatch(text):
        return text.encode("ascii")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    try:
        encoded = binascii.b2a_qp(f"{lines}\r\n".encode(), istext=True)[:-2]
    except UnicodeEncodeError as wrong:
        raise Unsendable("body", "half a character") from wrong
    return DOTS_FIRST.sub(_dots_aside, encoded) if encoded[:1] == b"." or b"\n." in encoded else encoded


def _dots_aside(dots: re.Match[bytes]) -> bytes:
    """Each on a line of its own, encoded, so that no other line grows too long."""
    return b"=2E=\r\n" * len(dots[0])


def _encoded(text: str, *, in_html: bool) -> Iterator[Piece]:
    for before, name in pieces(text):
        if name:
            yield quoted_printable(before) + SOFT_BREAK
            yield (name, in_html)
        else:
            yield quoted_printable(before)


def _written(name: str, values: Mapping[str, str]) -> tuple[bytes, bytes]:
    """A value as the text has it and as the HTML has it."""
    if name not in values:
        raise Unsendable(name, "no value for it")
    value = values[name]
    if IN_BOTH.fullmatch(value):
        same = value.encode("ascii") + SOFT_BREAK
        return same, same
    escaped = escape(value)
    plain = quoted_printable(value) + SOFT_BREAK
    return plain, plain if escaped == value else quoted_printable(escaped) + SOFT_BREAK
