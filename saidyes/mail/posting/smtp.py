"""Letters over SMTP. smtplib connects, greets, encrypts and logs in; here the final dot is a step of its own."""

import contextlib
from collections.abc import Iterator

from saidyes.mail.body import Clean
from saidyes.mail.letter import Letter
from saidyes.mail.posting.connecting import connected
from saidyes.mail.posting.contract import CannotCarry, Lost, NoAnswer, Receipt, Refused, Trouble
from saidyes.mail.posting.server import MailServer
from saidyes.mail.posting.session import Session, in_words

MESSAGE_SECONDS = 60.0  # envelope and body together
DOT_SECONDS = 300.0  # RFC 5321 4.5.3.2.6 asks for 600, since giving up sends twice; ours ends in `NoAnswer` instead
QUIT_SECONDS = 2.0
CLOSING = 421  # the server shuts this connection, whatever the command was (RFC 5321 3.8)


class SmtpPosting:
    """One connection for many letters; opened at the first `offer`, and again after any hang-up."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._session: Session | None = None
        self._on_offer = False

    def offer(self, letter: Letter) -> None:
        """Send the envelope and the body, not the dot."""
        if self._on_offer:
            self.drop()
        session = self._begin(letter)
        with self._lost_if_it_breaks():
            self._recipient(session, letter)
            self._body(session, letter)
        self._on_offer = True

    def finish(self) -> Receipt:
        """Send the dot. A server that hung up before it is `Lost`, one that is silent after it `NoAnswer`."""
        session, on_offer, self._on_offer = self._session, self._on_offer, False
        if session is None or not on_offer:
            raise RuntimeError("finish before offer")
        if session.has_spoken():
            self.drop()
            raise Lost("The mail server closed the connection before the end of the message")
        try:
            session.allow(DOT_SECONDS)
            session.send(b".\r\n")
            code, text = session.reply()
        except OSError as wrong:
            self.drop()
            raise NoAnswer(in_words(wrong)) from wrong
        return self._receipt(code, text)

    def drop(self) -> None:
        """Hang up, without a dot and without a goodbye."""
        session, self._session, self._on_offer = self._session, None, False
        if session is not None:
            session.close()

    def close(self) -> None:
        """Say goodbye where nothing is on offer."""
        if self._session is not None and not self._on_offer:
            with contextlib.suppress(OSError):
                self._session.allow(QUIT_SECONDS)
                self._session.docmd("QUIT")
        self.drop()

    def _begin(self, letter: Letter) -> Session:
        """MAIL. A connection that was left idle may have been closed meanwhile: then once more, on a new one."""
        if self._session is not None:
            with contextlib.suppress(Lost):
                return self._sender(self._session, letter)
        return self._sender(self._open(), letter)

    def _open(self) -> Session:
        self._session = connected(self._server)
        return self._session

    def _sender(self, session: Session, letter: Letter) -> Session:
        if letter.needs_smtputf8 and not session.has_extn("smtputf8"):
            raise CannotCarry
        with self._lost_if_it_breaks():
            session.allow(MESSAGE_SECONDS)
            session.command_encoding = "utf-8" if letter.needs_smtputf8 else "ascii"
            utf8 = " BODY=8BITMIME SMTPUTF8" if letter.needs_smtputf8 else ""
            code, text = session.ask(f"MAIL FROM:<{letter.sender}>{utf8}")
            self._lost_if_closing(code, text)
        if code != 250:
            self.drop()
            raise Trouble("sender", f"{code} {text}")
        return session

    def _recipient(self, session: Session, letter: Letter) -> None:
        code, text = session.ask(f"RCPT TO:<{letter.recipient}>")
        self._lost_if_closing(code, text)
        if code not in (250, 251):
            self._start_over(session)
            raise Refused("recipient", code, text)

    def _body(self, session: Session, letter: Letter) -> None:
        code, text = session.ask("DATA")
        self._lost_if_closing(code, text)
        if code != 354:
            self._start_over(session)
            raise Refused("dot", code, text)
        session.send(dot_stuffed(letter.raw))

    def _start_over(self, session: Session) -> None:
        try:
            session.ask("RSET")
        except OSError:
            self.drop()

    def _receipt(self, code: int, text: str) -> Receipt:
        if 200 <= code < 300:
            return Receipt(code, text)
        if code == CLOSING or not 400 <= code < 600:
            self.drop()
        if 400 <= code < 600:
            raise Refused("dot", code, text)
        raise NoAnswer(f"The mail server’s answer makes no sense: {code} {text}")

    def _lost_if_closing(self, code: int, text: str) -> None:
        if code == CLOSING:
            self.drop()
            raise Lost(f"{code} {text}")

    @contextlib.contextmanager
    def _lost_if_it_breaks(self) -> Iterator[None]:
        try:
            yield
        except OSError as wrong:
            self.drop()
            raise Lost(in_words(wrong)) from wrong


def dot_stuffed(raw: bytes) -> bytes:
    """The message with every dot that begins a line doubled, ending in a line end (RFC 5321 4.5.2)."""
    if isinstance(raw, Clean):
        return raw
    return (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:]
