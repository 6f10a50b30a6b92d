"""Somebody's mailbox: what came, the code in it, the link in it."""

import re
from collections.abc import Callable
from email.message import EmailMessage

Letters = Callable[[], list[EmailMessage]]


def came_to(address: str, letters: Letters) -> list[EmailMessage]:
    """The newest first."""
    return [letter for letter in letters() if address in str(letter["To"])]


def subjects(address: str, letters: Letters) -> list[str]:
    return [str(letter["Subject"]) for letter in came_to(address, letters)]


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(letter: EmailMessage) -> str:
    """The only six digits that stand alone."""
    [code] = set(re.findall(r"(?<!\d)\d{6}(?!\d)", text_of(letter)))
    return code


def unsubscribe_link_in(letter: EmailMessage) -> str:
    return str(letter["List-Unsubscribe"]).strip("<>")
