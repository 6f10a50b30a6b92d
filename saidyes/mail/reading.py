"""Mail that comes in, read and never written again: a bounce, a spam report, or words of somebody.

Whatever arrives here may be forged, broken or huge. Nothing in it is believed; it is only told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from itertools import islice

from saidyes.common.plain_text import keepable

LARGEST = 1_000_000  # octets
MOST_PARTS = 50
LONGEST_TEXT = 20_000  # characters kept of a part
LONGEST_VALUE = 2_000
ARRIVED_FOR = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
SPACES = re.compile(r"\s+")


class NotReadable(ValueError):
    """Too large, empty, or no mail at all."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who the mail server said the mail is from and for. None: it did not say, so the headers must."""

    sender: str | None = None
    recipient: str | None = None


UNTOLD = Envelope()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery report says of one recipient (RFC 3464): `failed`, `delayed`, `delivered` and so on."""

    action: str
    status: str
    diagnostic: str
    server: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail as it came in. `arrived_for` and `about` are text in which addresses of ours may stand."""

    arrived_for: str
    returns_to_nobody: bool
    author: str
    subject: str
    text: str
    automatic: str
    answers: str
    authentication: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()
    complaint: str = ""
    about: str = ""


def read(raw: bytes, envelope: Envelope = UNTOLD) -> Incoming:
    """Tell what came in. Raises `NotReadable`; a header or a part that cannot be decoded reads as empty."""
    if not raw.strip() or len(raw) > LARGEST:
        raise NotReadable("no mail, or more than 1 MB")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        parts = list(islice(message.walk(), MOST_PARTS))
        return _incoming(message, parts, envelope)
    except (RecursionError, MessageError, LookupError, ValueError) as wrong:
        raise NotReadable("no mail that can be read") from wrong


def _incoming(message: Message, parts: list[Message], envelope: Envelope) -> Incoming:
    report = _parameter(message, "report-type") if message.get_content_type() == "multipart/report" else ""
    status, feedback = _of_type(parts, "message/delivery-status"), _of_type(parts, "message/feedback-report")
    return Incoming(
        arrived_for=_arrived_for(message, envelope),
        returns_to_nobody=_is_nobody(message, envelope),
        author=_author(message),
        subject=value_of(message, "Subject"),
        text=_first_text(parts),
        automatic=_automatic(message),
        answers=f"{value_of(message, 'In-Reply-To')} {value_of(message, 'References')}",
        authentication=tuple(_values(message, "Authentication-Results")),
        outcomes=tuple(_outcomes(status)) if report == "delivery-status" and status is not None else (),
        complaint=_complaint(feedback) if report == "feedback-report" else "",
        about=_about(parts) if report else "",
    )


def value_of(message: Message, name: str) -> str:
    """The first header of that name on one line, decoded and cut; empty when there is none."""
    return next(iter(_values(message, name)), "")


def _values(message: Message, name: str) -> Iterator[str]:
    for value in islice(message.get_all(name, []), 10):
        text = str(value)[:LONGEST_VALUE]
        try:
            text = str(make_header(decode_header(text)))
        except (MessageError, LookupError, ValueError):
            text = text.encode("ascii", "replace").decode()
        yield SPACES.sub(" ", keepable(text)).strip()


def _arrived_for(message: Message, envelope: Envelope) -> str:
    """The envelope's recipient; where nobody tells it, whatever the headers say the mail was for."""
    if envelope.recipient is not None:
        return envelope.recipient[:LONGEST_VALUE]
    return " ".join(value_of(message, name) for name in ARRIVED_FOR)


def _is_nobody(message: Message, envelope: Envelope) -> bool:
    """The null sender of bounces (RFC 5321 4.5.5). A mail that says nothing of its sender has one."""
    sender = envelope.sender if envelope.sender is not None else value_of(message, "Return-Path")
    told = envelope.sender is not None or "Return-Path" in message
    return told and sender.strip() in {"", "<>"}


def _author(message: Message) -> str:
    """The one address of From, in lower case; empty when there is none or more than one."""
    found = [address for _, address in getaddresses([value_of(message, "From")]) if "@" in address]
    return found[0].lower() if len(found) == 1 and len(message.get_all("From", [])) == 1 else ""


def _automatic(message: Message) -> str:
    """How a program sent it (RFC 3834 5), by the headers of older programs too, or by being of a list; else empty."""
    said = value_of(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if said and said != "no":
        return said
    old = value_of(message, "X-Autoreply") or value_of(message, "X-Autorespond")
    bulk = value_of(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
    return "auto-replied" if old or bulk or "List-Id" in message else ""


def _parameter(message: Message, name: str) -> str:
    value = message.get_param(name, "")
    return value.lower() if isinstance(value, str) else ""


def _of_type(parts: list[Message], kind: str) -> Message | None:
    return next((part for part in parts if part.get_content_type() == kind), None)


def _outcomes(report: Message) -> Iterator[Outcome]:
    """The blocks of a delivery report: the first is about the whole message, each other about one recipient."""
    blocks = report.get_payload()
    for block in islice(blocks, MOST_PARTS) if isinstance(blocks, list) else ():
        if isinstance(block, Message) and "Action" in block:
            yield Outcome(
                action=value_of(block, "Action").lower().partition(" ")[0],
                status=value_of(block, "Status").partition(" ")[0],
                diagnostic=value_of(block, "Diagnostic-Code").partition(";")[2].strip(),
                server=value_of(block, "Remote-MTA").partition(";")[2].strip(),
            )


def _complaint(report: Message | None) -> str:
    """The type of a feedback report (RFC 5965 3.5), in lower case. Its fields are the part's own body."""
    return value_of(_fields(report), "Feedback-Type").lower() if report is not None else ""


def _fields(part: Message) -> Message:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return inner[0]
    return message_from_bytes(_text(part).encode(), policy=policy.compat32)


def _about(parts: list[Message]) -> str:
    """The headers of the mail that a report is about, and the report's own fields: its words are not searched."""
    found = []
    for part in parts:
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/feedback-report"}:
            found += [f"{name}: {str(value)[:LONGEST_VALUE]}" for name, value in islice(_fields(part).items(), 100)]
    return SPACES.sub(" ", "\n".join(found))[:LONGEST_TEXT]


def _first_text(parts: list[Message]) -> str:
    plain = _of_type(parts, "text/plain")
    return _text(plain) if plain is not None else ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    octets = payload if isinstance(payload, bytes) else b""
    try:
        text = octets[:LONGEST_TEXT].decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):  # a charset nobody knows, or one of no text
        text = octets[:LONGEST_TEXT].decode("utf-8", "replace")
    return keepable(text)
