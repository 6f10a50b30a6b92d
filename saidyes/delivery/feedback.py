"""What a mail server says of an address: the few answers that mean it is wrong, and the many that do not.

Only a wrong address stops Email Blasts to it; a refusal of sender or words never does.
"""

import re
from enum import StrEnum

from saidyes.consent.knowing import known
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import Dispatch
from saidyes.mail.posting.contract import Refused
from saidyes.notices.models import Notice

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")  # RFC 3463, as RFC 2034 puts it before the words
NO_SUCH_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.7.17", "5.7.18"}
NOT_ABOUT_THE_ADDRESS = re.compile(r"5\.(7|5|6)\.|5\.1\.[78]$|5\.2\.3$|5\.3\.4$")
UNKNOWN_USER = re.compile(
    r"(user|recipient|mailbox|address|account)\b.{0,40}\b(unknown|not found|does ?n[o']t exist|invalid)"
    r"|(unknown|no such|invalid) (local )?(user|recipient|mailbox|address|account)",
    re.IGNORECASE,
)
BLOCKED = re.compile(r"spam|block|black ?list|deny ?list|reputation|spamhaus|barracuda|spamcop|\brbl\b", re.IGNORECASE)


class Meaning(StrEnum):
    """Whom a definite no is about."""

    WRONG_ADDRESS = "wrong address"
    SENDER_OR_WORDS = "sender or words"
    OTHER = "other"


def meaning_of(code: int, text: str) -> Meaning:
    """Whom a 5xx is about. Words may turn a wrong address into a block, never a block into a wrong address."""
    status = status_in(text)
    if BLOCKED.search(text):
        return Meaning.SENDER_OR_WORDS
    if status in NO_SUCH_ADDRESS or (not status and code == 550 and UNKNOWN_USER.search(text)):
        return Meaning.WRONG_ADDRESS
    return Meaning.SENDER_OR_WORDS if NOT_ABOUT_THE_ADDRESS.match(status) else Meaning.OTHER


def status_in(text: str) -> str:
    """The enhanced status code that a server's words begin with, like 5.1.1; empty when there is none."""
    found = ENHANCED.match(text)
    return found[1] if found else ""


def refused_by_server(row: Dispatch, answer: Refused) -> None:
    """A letter got a 5xx in the session: a wrong address gets no Email Blast any more, with the server's words."""
    if meaning_of(answer.code, answer.text) != Meaning.WRONG_ADDRESS:
        return
    address = _address_of(row)
    if address:
        reason = f"{answer.code} {answer.text}"
        suppress(address, SuppressionKind.BOUNCE, reason=reason, actor=SYSTEM, source=Source.BOUNCE)


def _address_of(row: Dispatch) -> Address | None:
    """The address behind a letter; none for a notice to somebody we do not know yet."""
    if isinstance(row, Recipient):
        return row.address
    return known(row.business, row.to_address) if isinstance(row, Notice) else None
