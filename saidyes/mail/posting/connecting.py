"""From nothing to a connection that may carry letters: reached, greeted, encrypted, logged in."""

from saidyes.mail.posting.contract import Stage, Trouble
from saidyes.mail.posting.server import MailServer, Tls
from saidyes.mail.posting.session import Session, in_words

CONNECT_SECONDS = 30.0


def connected(server: MailServer, seconds: float = CONNECT_SECONDS) -> Session:
    """A session ready for its first letter. Raises `Trouble`, naming how far it came."""
    session = Session(server)
    stage: Stage = "connect"
    try:
        session.allow(seconds)
        session.open()
        stage = "hello"
        session.ehlo_or_helo_if_needed()
        stage = "tls"
        _encrypt(session, server)
        stage = "log in"
        _log_in(session, server)
    except (OSError, ValueError) as wrong:
        session.close()
        raise Trouble(stage, in_words(wrong)) from None  # what it came from may hold the password
    return session


def _encrypt(session: Session, server: MailServer) -> None:
    if server.tls == Tls.REQUIRED or (server.tls == Tls.IF_OFFERED and session.has_extn("starttls")):
        session.encrypt()


def _log_in(session: Session, server: MailServer) -> None:
    if server.user:
        if not (session.is_encrypted or server.is_loopback):
            raise OSError("The mail server offers no encryption; the password was not sent")
        session.login(server.user, server.password)
