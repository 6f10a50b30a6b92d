"""A blast and one person become a Letter.

`freeze` fixes all that is the same for everybody, once; `letter_for` adds what differs: names, links, the date of
the yes. The frozen part is rendered and encoded once, however many letters there are.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from saidyes.blasts.links import view_url
from saidyes.blasts.merging import or_instead, with_slots
from saidyes.blasts.models import Blast
from saidyes.businesses.brand import logo_of
from saidyes.businesses.imprint import imprint_of
from saidyes.common import clock, times
from saidyes.common.addresses import needs_smtputf8
from saidyes.common.languages import LANGUAGES, MAIN, known
from saidyes.mail.body import Body, body
from saidyes.mail.headers import date, filled_line, mailbox, one_line, phrase
from saidyes.mail.letter import Letter, header_lines, joined, on_the_wire
from saidyes.mail.naming import name_headers
from saidyes.mail.rendering import Said, blast_frame
from saidyes.mail.return_paths import Way, address_of, reports_address
from saidyes.mail.slots import fill

SENT_BY = "saidyes"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom one letter is for. Names may be empty; the links work for this address and this blast alone.

    `mark` names the letter in the addresses that answers come back to; without one they go to the sender.
    """

    recipient_id: int
    address: str
    opted_in_at: datetime
    unsubscribe_url: str
    choice_url: str
    guardian_first_name: str = ""
    guardian_last_name: str = ""
    family_name: str = ""
    student_first_names: tuple[str, ...] = ()
    mark: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A blast as one reader has it: what the mailbox lists, and the message itself."""

    subject: str
    preview_line: str
    text: str
    html: str


def words_of(blast: Blast, *languages: str) -> dict[str, Any]:
    """What a reader will see, with a slot for all that differs from one to the next; enough for `seen_by`.

    `languages`: in which its frame is wanted, beside the first.
    """
    said, business = said_in(blast), blast.business
    imprint, url, logo = imprint_of(business), view_url(business, blast.pk), logo_of(business)

    def bodies(language: str) -> dict[str, str]:
        parts = blast_frame(said, imprint, view_url=url, logo=logo, language=language)
        return {"text": parts.text, "html": parts.html}

    return {
        "subject": said.subject,
        "preview_line": said.preview,
        **bodies(MAIN),
        "framed_in": {language: bodies(language) for language in languages if known(language) not in ("", MAIN)},
        "school_name": business.name,
        "time_zone": business.time_zone,
    }


def bodies_in(words: Mapping[str, Any], language: str) -> Mapping[str, str]:
    """Text and HTML in the frame of that language; in the first frame where there is none."""
    framed: Mapping[str, str] = words.get("framed_in", {}).get(language, words)
    return framed


def said_in(blast: Blast) -> Said:
    """What its author says, with a slot for every merge field."""
    return Said(*map(with_slots, (blast.subject, blast.preview_line, blast.body)))


def freeze(blast: Blast) -> dict[str, Any]:
    """All that is the same in every letter, fit for a JSON column; no later edit of blast or school reaches it.

    Raises `Unsendable` when no letter could be built from it.
    """
    one_line("subject", blast.subject)
    sender = on_the_wire("blast_address", blast.business.blast_address)
    headers = _frozen_headers(blast, sender)
    return words_of(blast, *LANGUAGES) | {"key": blast.key, "sender": sender, "headers": headers}


def letter_for(frozen: Mapping[str, Any], blast_id: UUID, person: Person) -> Letter:
    """The letter of one person: on every try the same but for its Date. Raises `Unsendable`, naming the field."""
    return Press(frozen, blast_id).letter_for(person)


class Press:
    """A frozen blast with all that its letters share written once: for each person only values are put in."""

    def __init__(self, frozen: Mapping[str, Any], blast_id: UUID) -> None:
        self._frozen = frozen
        self._blast_id = blast_id
        self._bodies: dict[str, Body] = {}
        self._lines = header_lines([*frozen["headers"], ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")])

    def letter_for(self, person: Person) -> Letter:
        """The letter of one person. Raises `Unsendable`, naming the field."""
        values = values_for(self._frozen, person)
        message_id = message_id_of(self._frozen, self._blast_id, person.recipient_id)
        recipient = on_the_wire("address", person.address)
        own = [
            ("To", recipient),
            ("Subject", filled_line(self._frozen["subject"], values)),
            ("Date", date(clock.now())),
            ("Message-ID", message_id),
            *_ways_back(person),
        ]
        return Letter(
            sender=address_of(Way.BLAST, person.mark) or self._frozen["sender"],
            recipient=recipient,
            message_id=message_id,
            raw=joined(self._lines + header_lines(own), self._body(person.language), values),
            needs_smtputf8=needs_smtputf8(recipient),
        )

    def _body(self, language: str) -> Body:
        """Encoded once for each language that a reader has."""
        if language not in self._bodies:
            framed = bodies_in(self._frozen, language)
            self._bodies[language] = body(framed["text"], framed["html"])
        return self._bodies[language]


def seen_by(words: Mapping[str, Any], person: Person) -> Seen:
    """The words of a blast, frozen or not, as this person would see them."""
    values, framed = values_for(words, person), bodies_in(words, person.language)
    return Seen(
        subject=fill(words["subject"], values),
        preview_line=fill(words["preview_line"], values),
        text=fill(framed["text"], values),
        html=fill(framed["html"], values, escape),
    )


def message_id_of(frozen: Mapping[str, Any], blast_id: UUID, recipient_id: int) -> str:
    """The same on every try; nobody without the blast's key can make one up; it holds no address."""
    proof = hmac.digest(frozen["key"].encode(), f"{blast_id}:{recipient_id}".encode(), "sha256").hex()[:32]
    return f"<b.{blast_id.hex}.{recipient_id}.{proof}@{frozen['sender'].rpartition('@')[2]}>"


def _frozen_headers(blast: Blast, sender: str) -> list[tuple[str, str]]:
    """Those that are the same for everybody. The List-Id stays when the school's host changes."""
    business = blast.business
    list_id = f"blasts.{business.pk.hex}.{urlsplit(settings.SAIDYES_BASE_URL).hostname}"
    headers = [
        ("From", mailbox("sender_name", business.sender_name, sender)),
        ("Reply-To", on_the_wire("reply_to", business.reply_to) if business.reply_to else ""),
        ("List-Id", f"{phrase('name', f'{business.name} Email Blasts')} <{list_id}>"),
        ("Precedence", "bulk"),
        ("Feedback-ID", f"{blast.pk.hex}:{business.pk.hex}:blast:{SENT_BY}"),
    ]
    return [(name, value) for name, value in headers if value]


def _ways_back(person: Person) -> list[tuple[str, str]]:
    """How to leave (RFC 8058, RFC 2369) and how to report (RFC 9477): by a link, and by mail where it reaches us."""
    leave = f"<{one_line('unsubscribe_url', person.unsubscribe_url)}>"
    named, by_mail = name_headers(Way.BLAST, person.mark), address_of(Way.LEAVING, person.mark)
    if not by_mail:
        return [("List-Unsubscribe", leave), *named]
    return [
        *named,
        ("List-Unsubscribe", f"{leave}, <mailto:{by_mail}?subject=unsubscribe>"),
        ("CFBL-Address", f"{reports_address()}; report=arf"),
        ("CFBL-Feedback-ID", address_of(Way.BLAST, person.mark)),
    ]


def values_for(words: Mapping[str, Any], person: Person) -> dict[str, str]:
    """What is put into the slots for this person."""
    return or_instead(
        {
            "guardian_first_name": person.guardian_first_name,
            "guardian_last_name": person.guardian_last_name,
            "family_name": person.family_name,
            "student_first_names": _listed(person.student_first_names),
            "school_name": words["school_name"],
            "address": person.address,
            "opted_in_on": _opted_in_on(words, person),
            "unsubscribe_url": person.unsubscribe_url,
            "choice_url": person.choice_url,
        }
    )


def _opted_in_on(words: Mapping[str, Any], person: Person) -> str:
    return times.day(person.opted_in_at, ZoneInfo(words["time_zone"]), known(person.language) or MAIN)


def _listed(names: tuple[str, ...]) -> str:
    """`Ava, Ben and Chidi`."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
