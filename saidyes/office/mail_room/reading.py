"""A stored letter, taken apart for a person to look at. Its bytes are never written again."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from saidyes.businesses.models import Business
from saidyes.mail.posting import mail_room
from saidyes.mail.posting.mail_room import NoSuchLetter, Stored


@dataclass(frozen=True)
class Opened:
    """What the page shows: headers as they stand, the text part and the HTML part."""

    id: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def letters_of(business: Business) -> list[Stored]:
    """The letters that a school has sent, newest first: told by their sender."""
    return [letter for letter in mail_room.letters() if parseaddr(letter.sender)[1] in _senders(business)]


def opened(business: Business, letter_id: str) -> Opened:
    """One letter; `NoSuchLetter` when the school has not sent it."""
    message = message_from_bytes(mail_room.read(letter_id), policy=policy.default)
    if parseaddr(str(message["From"]))[1] not in _senders(business):
        raise NoSuchLetter(letter_id)
    headers = [(name, str(value)) for name, value in message.items()]
    return Opened(letter_id, str(message["Subject"]), headers, _part(message, "plain"), _part(message, "html"))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _senders(business: Business) -> set[str]:
    return {business.blast_address, business.notice_address}
