"""The unsubscribe link, followed as a mail program would: by its own name, over the network, through every proxy.

The link is signed with the school's real keys and speaks for nobody, so following it changes nothing.
"""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from saidyes.businesses.models import Business
from saidyes.consent.links import trial_url
from saidyes.consent.unsubscribing import TRIAL
from saidyes.mail.posting.server import is_loopback
from saidyes.mail.sender_check.finding import Finding, bad, good

ABOUT = "Unsubscribe link"
SECONDS = 5.0
LARGEST = 10_000
ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


def way_out(business: Business) -> Finding:
    """Fetched, then posted to with one click (RFC 8058): both must answer themselves, without asking for anything."""
    try:
        url = trial_url(business)
    except (OSError, ValueError):
        return bad(ABOUT, "No link can be signed.", "See above what is said of the keys.")
    host = urlsplit(url).hostname or ""
    try:
        answers = [_asked(url), _asked(url, ONE_CLICK)]
    except ssl.SSLCertVerificationError as wrong:
        sentence = f"The certificate of {host} is not accepted: {wrong.verify_message}."
        return bad(ABOUT, sentence, "Renew it, or give the proxy the whole chain.")
    except (OSError, http.client.HTTPException) as wrong:
        why = getattr(wrong, "strerror", None) or str(wrong) or "no answer"
        sentence = f"{host} cannot be reached from here: {why}."
        return bad(ABOUT, sentence, "Look at SAIDYES_BASE_URL, at the DNS and at the proxy in front.")
    works = good(ABOUT, f"Followed over the network to {host}, by a click and by a mail program: it works.")
    return next(filter(None, (_judged(host, answer) for answer in answers)), works)


def _judged(host: str, answer: Answer) -> Finding | None:
    """What is wrong with it, if anything."""
    if 300 <= answer.status < 400:
        to = urlsplit(answer.headers.get("Location", "")).netloc or "elsewhere"
        sentence = f"{host} sends whoever follows the link on to {to}. Mail programs do not follow there."
        return bad(ABOUT, sentence, f"Write the address that answers itself, with https, in SAIDYES_BASE_URL: {to}")
    if answer.status == http.client.NOT_FOUND:
        sentence = f"{host} does not know a link that was signed here."
        return bad(ABOUT, sentence, "Give every machine the same SAIDYES_LINK_KEYS, and see that the proxy leads here.")
    if answer.status != http.client.OK or answer.body != TRIAL:
        sentence = f"{host} answers the link with {answer.status}, and not as it should."
        return bad(ABOUT, sentence, "See that the proxy leads here, and passes GET and POST on unchanged.")
    if "Set-Cookie" in answer.headers:
        sentence = f"{host} sets a cookie on whoever follows the link."
        return bad(ABOUT, sentence, "Switch that off in the proxy: mail programs take it for a log-in.")
    return None


def _asked(url: str, body: str = "") -> Answer:
    """One request, and no redirect followed. A name under localhost is this machine, whatever the DNS says."""
    parts = urlsplit(url)
    host, kind = (
        parts.hostname or "",
        http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection,
    )
    connection = kind("127.0.0.1" if is_loopback(host) else host, parts.port, timeout=SECONDS)
    headers = {"Host": parts.netloc, "User-Agent": "Saidyes check-up"}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        connection.request("POST" if body else "GET", parts.path, body or None, headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read(LARGEST).decode("utf-8", "replace"))
    finally:
        connection.close()
