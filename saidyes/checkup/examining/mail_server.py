"""The mail server: whether it lets us in, encrypted, and whether its name and its address name each other."""

import ipaddress
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.conf import settings

from saidyes.common import clock
from saidyes.mail.posting.connecting import connected
from saidyes.mail.posting.contract import Stage, Trouble
from saidyes.mail.posting.server import MailServer
from saidyes.mail.posting.session import Session
from saidyes.mail.sender_check.asking import Names, NoAnswer
from saidyes.mail.sender_check.checking import NO_NETWORK
from saidyes.mail.sender_check.finding import Finding, advice, bad, good

ABOUT, REVERSE = "Mail server", "Reverse DNS"
SECONDS = 10.0
ENDS_SOON = timedelta(days=14)
WRONG: dict[Stage, tuple[str, str]] = {
    "connect": (
        "cannot be reached",
        "Look whether EMAIL_URL names the right host and port, and whether a firewall is in between.",
    ),
    "hello": ("does not greet us", "Ask whoever runs it whether it lets this machine in."),
    "tls": (
        "cannot be talked to encrypted",
        "Mend its certificate, or take the port that encrypts: smtp+tls on 587, smtps on 465.",
    ),
    "log in": ("does not accept our user name or password", "Write the right ones in EMAIL_URL."),
}


def mail_server() -> list[Finding]:
    if settings.SAIDYES_REHEARSAL:
        return [
            advice(ABOUT, "This is a rehearsal: every letter stays in the mail room.", "Take SAIDYES_REHEARSAL out.")
        ]
    if not settings.SAIDYES_EMAIL_URL:
        sentence = "None is set, so letters stay in the mail room."
        return [advice(ABOUT, sentence, "Set EMAIL_URL to send them.")]
    server = MailServer.at(settings.SAIDYES_EMAIL_URL)
    return [_talk(server), _reverse(server)]


def _talk(server: MailServer) -> Finding:
    try:
        session = connected(server, SECONDS)
    except Trouble as trouble:
        what, remedy = WRONG[trouble.stage]
        return bad(ABOUT, f"{server.host} {what}: {trouble.text}.", remedy)
    try:
        return _judged(server, session)
    finally:
        with suppress(OSError):
            session.docmd("QUIT")
        session.close()


def _judged(server: MailServer, session: Session) -> Finding:
    if not session.is_encrypted and not server.is_loopback:
        sentence = f"{server.host} offers no encryption: whoever is in between reads every letter."
        return bad(ABOUT, sentence, "Write smtp+tls:// or smtps:// in EMAIL_URL.")
    ends = _ends_at(session)
    if ends and ends - clock.now() < ENDS_SOON:
        return advice(ABOUT, f"The certificate of {server.host} ends on {ends:%Y-%m-%d}.", "Renew it before.")
    return good(ABOUT, f"{server.host} lets us in{', encrypted' if session.is_encrypted else ''}.")


def _ends_at(session: Session) -> datetime | None:
    """When its certificate ends; nothing where none was asked for."""
    shown = session.sock.getpeercert() if isinstance(session.sock, ssl.SSLSocket) else None
    end = (shown or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) if isinstance(end, str) else None


def _reverse(server: MailServer) -> Finding:
    """A mail server of our own sends from here: providers refuse an address whose name does not lead back to it."""
    if not (server.is_loopback and settings.SAIDYES_PRODUCTION):
        return good(REVERSE, f"The addresses that mail leaves from are {server.host}’s: whoever runs it names them.")
    host, names = settings.BASE_HOST, Names()
    try:
        wrong = [one for one in names.addresses(host) if _is_public(one) and not _leads_back(one, names)]
    except NoAnswer:
        return NO_NETWORK
    if wrong:
        sentence = f"The address {wrong[0]} has no name that leads back to it. Large providers refuse mail from there."
        return bad(REVERSE, sentence, f"Ask whoever rents you the address to name it {host} (a PTR record).")
    return good(REVERSE, f"The address of {host} has a name that leads back to it.")


def _leads_back(address: str, names: Names) -> bool:
    return any(address in names.addresses(name) for name in names.names_of(address))


def _is_public(address: str) -> bool:
    return not ipaddress.ip_address(address).is_private
