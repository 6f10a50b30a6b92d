"""The body of a message: text and HTML, each the other's alternative, encoded once for all recipients."""

import binascii
from collections.abc import Callable, Iterator, Mapping
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

Piece = bytes | tuple[str, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Body:
    """Everything after the headers, encoded but for the slots; `filled` encodes their values in between."""

    pieces: tuple[Piece, ...]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The octets for one recipient. Values are escaped in the HTML. Raises `Unsendable`, naming the slot."""
        return b"".join(piece if isinstance(piece, bytes) else _written(piece, values) for piece in self.pieces)


@lru_cache(maxsize=32)
def body(text: str, html: str) -> Body:
    """Encode both parts, once; the same texts give the same body without doing it again."""
    return Body(
        (
            STRUCTURE + PART % (BOUNDARY, b"plain"),
            *_encoded(text, str),
            b"\r\n" + PART % (BOUNDARY, b"html"),
            *_encoded(html, escape),
            b"\r\n" + END,
        )
    )


def quoted_printable(text: str) -> bytes:
    """The text in UTF-8 with lines of at most 75 octets, all ending in CRLF, none of them a single dot."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    try:
        return binascii.b2a_qp(f"{lines}\r\n".encode(), istext=True)[:-2]
    except UnicodeEncodeError as wrong:
        raise Unsendable("body", "half a character") from wrong


def _encoded(text: str, written: Callable[[str], str]) -> Iterator[Piece]:
    for before, name in pieces(text):
        if name:
            yield quoted_printable(before) + SOFT_BREAK
            yield (name, written)
        else:
            yield quoted_printable(before)


def _written(slot: tuple[str, Callable[[str], str]], values: Mapping[str, str]) -> bytes:
    name, written = slot
    if name not in values:
        raise Unsendable(name, "no value for it")
    return quoted_printable(written(values[name])) + SOFT_BREAK
