"""One of many connections: letter after letter with the final dot held back, and nothing that ever blocks.

Where the server offers PIPELINING (RFC 2920), the dot of one letter and the envelope of the next leave in one
write, so that a letter costs one round trip. Where it does not, each command waits for the reply before it.
"""

import contextlib
import select
import ssl
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from saidyes.mail.letter import Letter
from saidyes.mail.posting.contract import Lost, NoAnswer, NotPosted, Receipt, Refused, Trouble
from saidyes.mail.posting.replies import Replies, Reply
from saidyes.mail.posting.session import Session, in_words
from saidyes.mail.posting.smtp import CLOSING, DOT_SECONDS, MESSAGE_SECONDS, dot_stuffed

DOT = b".\r\n"
AT_ONCE = 65_536

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Key]):
    """What became of one letter. `innocent`: it was lost with another one, or on a line that had gone cold."""

    key: Key
    what: Receipt | NotPosted
    innocent: bool = False


class Line(Generic[Key]):
    """One connection. `offered` is the letter whose dot is held back, `dotted` the one whose answer is awaited."""

    def __init__(self, session: Session) -> None:
        if session.sock is None:
            raise ValueError("the session is closed")
        self._session = session
        self._sock = session.sock
        self._sock.setblocking(False)  # noqa: FBT003
        self._pipelined = session.has_extn("pipelining")
        self._replies = Replies()
        self._to_say: deque[tuple[str, bytes]] = deque()
        self._awaited: deque[str] = deque()
        self._unsent = b""
        self._body = b""
        self._refusal: Refused | None = None
        self._used = self._cold = False
        self._deadline = float("inf")
        self.offered: Key | None = None
        self.dotted: Key | None = None
        self.at_the_dot = False
        self.is_open = True

    def fileno(self) -> int:
        return self._sock.fileno()

    @property
    def is_idle(self) -> bool:
        return self.offered is None and self.dotted is None and not self._awaited and not self._to_say

    @property
    def wants_to_write(self) -> bool:
        return bool(self._unsent)

    def can_carry(self, letter: Letter) -> bool:
        """Whether the server takes such an address (RFC 6531)."""
        return not letter.needs_smtputf8 or self._session.has_extn("smtputf8")

    def offer(self, key: Key, letter: Letter) -> list[Outcome[Key]]:
        """Begin a letter on an idle line."""
        self._cold, self._used = self._used, True
        self._take(key, letter)
        return self._speak()

    def dot(self, following: tuple[Key, Letter] | None = None) -> list[Outcome[Key]]:
        """Let the letter that is held back go, and begin the one that follows in the same write."""
        if self._has_spoken():
            why = "The mail server closed the connection before the end of the message"
            return self._without_its_dot(why, following[0] if following else None)
        self.dotted, self.offered, self.at_the_dot = self.offered, None, False
        self._to_say.append(("dot", DOT))
        if following:
            self._take(*following)
        self._deadline = monotonic() + DOT_SECONDS
        return self._send_the_dot(self._next_words())

    def _send_the_dot(self, words: bytes) -> list[Outcome[Key]]:
        """At once or never: what cannot leave now might leave after somebody was told that nothing will."""
        try:
            sent = self._sock.send(words)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            sent = 0
        except OSError as wrong:
            return self.break_off(in_words(wrong))
        if sent < len(DOT):
            following, self.offered, self.dotted, self._cold = self.offered, self.dotted, None, False
            return self._without_its_dot("The mail server does not read on", following)
        self._unsent = words[sent:]
        return []

    def _without_its_dot(self, why: str, following: Key | None) -> list[Outcome[Key]]:
        """What was held back is lost, and what was to follow never began."""
        outcomes = self.break_off(why)
        return outcomes if following is None else [*outcomes, Outcome(following, Lost(why), innocent=True)]

    def read(self) -> list[Outcome[Key]]:
        """All that the server has said by now, and what follows from it."""
        try:
            received = self._receive()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return []
        except OSError as wrong:
            return self.break_off(in_words(wrong))
        if not received:
            return self.break_off("The mail server closed the connection")
        return self._hear(received)

    def write(self) -> list[Outcome[Key]]:
        """Go on with what did not fit before."""
        try:
            while self._unsent:
                self._unsent = self._unsent[self._sock.send(self._unsent[:AT_ONCE]) :]
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return []
        except OSError as wrong:
            return self.break_off(in_words(wrong))
        self.at_the_dot = self._body_is_out()
        return []

    def too_late(self, now: float) -> list[Outcome[Key]]:
        """Break off where the server took longer than it may."""
        return self.break_off("The mail server took too long") if now > self._deadline else []

    def break_off(self, why: str) -> list[Outcome[Key]]:
        """Hang up. A letter whose dot left stays without an answer; one whose dot is held back is lost."""
        outcomes = []
        with_another = self.dotted is not None
        if self.dotted is not None:
            outcomes.append(Outcome(self.dotted, NoAnswer(why)))
        if self.offered is not None:
            outcomes.append(Outcome(self.offered, Lost(why), innocent=with_another or self._cold))
        self.hang_up()
        return outcomes

    def hang_up(self) -> None:
        """Without a dot and without a goodbye: what is held back never arrives."""
        self.offered = self.dotted = None
        self.is_open = self.at_the_dot = False
        self._session.close()

    def say_goodbye(self) -> None:
        if self.is_idle and self.is_open:
            with contextlib.suppress(OSError):
                self._sock.send(b"QUIT\r\n")
        self.hang_up()

    def _take(self, key: Key, letter: Letter) -> None:
        utf8 = " BODY=8BITMIME SMTPUTF8" if letter.needs_smtputf8 else ""
        self._to_say.append(("sender", f"MAIL FROM:<{letter.sender}>{utf8}\r\n".encode()))
        self._to_say.append(("recipient", f"RCPT TO:<{letter.recipient}>\r\n".encode()))
        self._to_say.append(("data", b"DATA\r\n"))
        self.offered, self._refusal = key, None
        self._body = dot_stuffed(letter.raw)
        self._deadline = monotonic() + MESSAGE_SECONDS

    def _speak(self) -> list[Outcome[Key]]:
        self._unsent += self._next_words()
        return self.write()

    def _next_words(self) -> bytes:
        """What may be said now: all of it, or one command where each waits for the reply before it."""
        said = []
        while self._to_say and (self._pipelined or not self._awaited):
            stage, command = self._to_say.popleft()
            self._awaited.append(stage)
            said.append(command)
        return b"".join(said)

    def _hear(self, received: bytes) -> list[Outcome[Key]]:
        outcomes: list[Outcome[Key]] = []
        try:
            for reply in self._replies.of(received):
                outcomes += self._understand(reply)
                if not self.is_open:
                    return outcomes
        except OSError as wrong:
            return outcomes + self.break_off(in_words(wrong))
        return outcomes + self._speak()

    def _understand(self, reply: Reply) -> Iterator[Outcome[Key]]:
        if not self._awaited:
            yield from self.break_off(f"{reply.code} {reply.text}")
            return
        stage = self._awaited.popleft()
        if stage == "dot":
            yield from self._answered(reply)
        elif reply.code == CLOSING:
            yield from self.break_off(f"{reply.code} {reply.text}")
        elif stage == "sender":
            yield from self._sender_heard(reply)
        elif stage == "recipient" and reply.code not in (250, 251):
            self._refusal = Refused("recipient", reply.code, reply.text)
        elif stage == "data":
            yield from self._data_heard(reply)
        self._cold = False

    def _answered(self, reply: Reply) -> Iterator[Outcome[Key]]:
        key, self.dotted = self.dotted, None
        self._deadline = monotonic() + MESSAGE_SECONDS
        makes_sense = 200 <= reply.code < 300 or reply.code >= 400
        if key is not None:
            yield Outcome(key, _answer(reply))
        if reply.code == CLOSING or not makes_sense:
            self._cold = True
            yield from self.break_off(reply.text)

    def _sender_heard(self, reply: Reply) -> Iterator[Outcome[Key]]:
        if reply.code != 250:
            yield from self._done_with_it(Trouble("sender", f"{reply.code} {reply.text}"))
            self.hang_up()

    def _data_heard(self, reply: Reply) -> Iterator[Outcome[Key]]:
        """354 after a refused recipient ends in an empty body (RFC 2920 3.1); the letter itself is never sent."""
        go_on, refusal = reply.code == 354, self._refusal
        if go_on and refusal is None:
            self._unsent += self._body
            self._body = b""
            return
        self._to_say.extend([("empty", DOT)] if go_on else [])
        self._to_say.append(("reset", b"RSET\r\n"))
        yield from self._done_with_it(refusal or Refused("dot", reply.code, reply.text))

    def _done_with_it(self, what: NotPosted) -> Iterator[Outcome[Key]]:
        key, self.offered = self.offered, None
        if key is not None:
            yield Outcome(key, what)

    def _body_is_out(self) -> bool:
        return self.offered is not None and not self._awaited and not self._to_say and not self._body

    def _receive(self) -> bytes:
        received = bytes(self._sock.recv(AT_ONCE))
        while isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            received += self._sock.recv(AT_ONCE)
        return received

    def _has_spoken(self) -> bool:
        poll = select.poll()
        poll.register(self._sock, select.POLLIN)
        return self._replies.unfinished or bool(poll.poll(0))


def _answer(reply: Reply) -> Receipt | NotPosted:
    """What the server's answer to a dot means."""
    if 200 <= reply.code < 300:
        return Receipt(reply.code, reply.text)
    if reply.code >= 400:
        return Refused("dot", reply.code, reply.text)
    return NoAnswer(f"The mail server’s answer makes no sense: {reply.code} {reply.text}")
