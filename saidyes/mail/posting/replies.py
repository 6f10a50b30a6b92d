"""A server's replies, out of what came in so far."""

import re
import smtplib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from saidyes.mail.posting.session import LONGEST_REPLY, printable

CODE = re.compile(rb"[2-5][0-9]{2}(?![0-9])")


class Reply(NamedTuple):
    """A whole reply, its lines joined."""

    code: int
    text: str


class Replies:
    """Replies of one or more lines (RFC 5321 4.2.1), cut out of octets that come as they like."""

    def __init__(self) -> None:
        self._unread = b""
        self._lines: list[bytes] = []

    @property
    def unfinished(self) -> bool:
        return bool(self._unread or self._lines)

    def of(self, received: bytes) -> Iterator[Reply]:
        """The replies that are complete now. Raises `OSError` for what is none, or has no end."""
        *lines, self._unread = (self._unread + received).split(b"\n")
        for line in lines:
            if line[3:4] == b"-":
                self._lines.append(line[4:].strip())
                self._bounded()
                continue
            before, self._lines = tuple(self._lines), []
            yield _reply(line, before)
        self._bounded()

    def _bounded(self) -> None:
        if len(self._unread) + sum(map(len, self._lines)) > LONGEST_REPLY:
            raise smtplib.SMTPServerDisconnected("The mail server’s answer is too long")


@lru_cache(maxsize=64)
def _reply(line: bytes, before: tuple[bytes, ...]) -> Reply:
    """What a last line says after those before it. Most of a server's replies are word for word the same."""
    if not CODE.match(line):
        raise smtplib.SMTPServerDisconnected("The mail server does not speak SMTP")
    return Reply(int(line[:3]), printable(b"\n".join([*before, line[4:].strip()])))
