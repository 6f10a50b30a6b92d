"""One SMTP connection that nobody can stretch: every step ends by a deadline, every reply has a largest size."""

import re
import select
import smtplib
import socket
import ssl
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

from saidyes.mail.posting.server import MailServer, Tls

LONGEST_REPLY = 65_536  # octets, all lines together
AT_ONCE = 16_384  # octets a write, one TLS record: the deadline is looked at between two writes
TEXT_KEPT = 300
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Session(smtplib.SMTP):
    """smtplib, with a total deadline instead of a timeout for each byte, and without waiting for small packets."""

    def __init__(self, server: MailServer) -> None:
        super().__init__(local_hostname=_our_name())
        self._server = server
        self._host = server.host  # smtplib checks the certificate against it
        self._unread = bytearray()
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """All that follows must be over within so many seconds from now, until the next `allow`."""
        self._deadline = monotonic() + seconds

    def open(self) -> None:
        """Connect and hear the greeting. Raises `OSError`, of which smtplib's exceptions are a kind."""
        self.timeout = self._left()
        code, text = self.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)

    def encrypt(self) -> None:
        """STARTTLS. What the server said before the encryption stood is not believed."""
        self.starttls(context=self._server.tls_context())
        if self._unread:
            raise smtplib.SMTPServerDisconnected("The mail server spoke before the connection was encrypted")
        self.ehlo_or_helo_if_needed()

    @property
    def is_encrypted(self) -> bool:
        return isinstance(self.sock, ssl.SSLSocket)

    def has_spoken(self) -> bool:
        """Whether something came, or the connection went, while nothing was asked."""
        return bool(self._unread) or self.sock is None or bool(_readable(self.sock))

    def ask(self, command: str) -> tuple[int, str]:
        """Send a command line and hear the reply to it."""
        self.putcmd(command)
        return self.reply()

    def reply(self) -> tuple[int, str]:
        code, text = self.getreply()
        return code, printable(text)

    def getreply(self) -> tuple[int, bytes]:
        """One whole reply of one or more lines (RFC 5321 4.2.1), for smtplib's steps as for ours."""
        lines: list[bytes] = []
        last = b"000-"
        while last[3:4] == b"-":
            last = self._line(LONGEST_REPLY - sum(map(len, lines)))
            lines.append(last[4:].strip())
        if not re.match(rb"[2-5][0-9]{2}(?![0-9])", last):
            raise smtplib.SMTPServerDisconnected("The mail server does not speak SMTP")
        return int(last[:3]), b"\n".join(lines)

    def send(self, s: object) -> None:
        """Write all of it by the deadline."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else memoryview(s)  # type: ignore[arg-type]
        for start in range(0, len(data), AT_ONCE):
            self._connected().sendall(data[start : start + AT_ONCE])

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = socket.create_connection((host, port), timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a dot on its own waits 40 ms
        if self._server.tls != Tls.FROM_THE_START:
            return sock
        return self._server.tls_context().wrap_socket(sock, server_hostname=host)

    def _line(self, at_most: int) -> bytes:
        while (end := self._unread.find(b"\n")) < 0:
            if len(self._unread) > at_most:
                raise smtplib.SMTPServerDisconnected("The mail server’s answer is too long")
            received = self._connected().recv(4096)
            if not received:
                raise smtplib.SMTPServerDisconnected("The mail server closed the connection")
            self._unread += received
        line = bytes(self._unread[: end + 1])
        del self._unread[: end + 1]
        return line

    def _connected(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("Not connected to the mail server")
        self.sock.settimeout(self._left())
        return self.sock

    def _left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def in_words(wrong: Exception) -> str:
    """What went wrong, for staff: the server's own words where it said any."""
    if isinstance(wrong, smtplib.SMTPResponseException):
        error = wrong.smtp_error
        return f"{wrong.smtp_code} {printable(error if isinstance(error, bytes) else error.encode())}"
    if isinstance(wrong, TimeoutError):
        return "The mail server took too long"
    if isinstance(wrong, OSError):
        return printable((wrong.strerror or str(wrong)).encode())
    return "The mail server’s name, the user name or the password cannot be used"


def printable(text: bytes) -> str:
    """The words of a server on one line, without anything that could upset a log or a page."""
    return UNPRINTABLE.sub(" ", text.decode("utf-8", "replace")).strip()[:TEXT_KEPT]


def _readable(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _our_name() -> str:
    host = urlsplit(settings.SAIDYES_BASE_URL).hostname or "localhost"
    return f"[{host}]" if re.fullmatch(r"[0-9.]+", host) else host
