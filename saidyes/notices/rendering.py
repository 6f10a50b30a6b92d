"""A notice becomes a Letter.

Each kind has one template, `notices/<kind>.md`: its subject and preview line, an empty line, its words in Markdown.
The template sees slots, never the values, so nothing a person typed can be read as a template, Markdown or HTML.
A ready-made one is told its subject and both bodies instead.
"""

from typing import Any

from django.template.loader import render_to_string

from saidyes.businesses.imprint import imprint_of
from saidyes.common import clock
from saidyes.common.addresses import needs_smtputf8
from saidyes.common.languages import MAIN, speaking
from saidyes.mail.headers import date, filled_line, mailbox
from saidyes.mail.letter import Letter, compose, on_the_wire
from saidyes.mail.naming import name_headers
from saidyes.mail.rendering import Parts, Said, notice_frame
from saidyes.mail.return_paths import Way, address_of, mark_of
from saidyes.mail.slots import slot
from saidyes.notices.kinds import READY_MADE
from saidyes.notices.models import Notice


def letter_for(notice: Notice) -> Letter:
    """The letter of a notice: on every try the same but for its Date. Raises `Unsendable`, naming the field.

    It never carries List-Unsubscribe: what it says is owed to whoever gets it (CASL 6(6)).
    """
    business = notice.business
    values: dict[str, str] = {}
    subject, parts = _ready_made(notice) if notice.kind in READY_MADE else _written(notice, values)
    recipient = on_the_wire("to_address", notice.to_address)
    sender = on_the_wire("notice_address", business.notice_address)
    mark = mark_of(notice.letter_name, notice.bound)
    headers = [
        ("From", mailbox("sender_name", business.sender_name or business.name, sender)),
        ("To", recipient),
        ("Subject", filled_line(subject, values)),
        ("Date", date(clock.now())),
        ("Message-ID", notice.message_id),
        ("Auto-Submitted", "auto-generated"),
        *name_headers(Way.NOTICE, mark),
    ]
    if business.reply_to:
        headers.insert(1, ("Reply-To", on_the_wire("reply_to", business.reply_to)))
    return Letter(
        sender=address_of(Way.NOTICE, mark) or sender,
        recipient=recipient,
        message_id=notice.message_id,
        raw=compose(headers, text=parts.text, html=parts.html, values=values),
        needs_smtputf8=needs_smtputf8(recipient),
    )


def _ready_made(notice: Notice) -> tuple[str, Parts]:
    return notice.data["subject"], Parts(text=notice.data["text"], html=notice.data["html"])


def _written(notice: Notice, values: dict[str, str]) -> tuple[str, Parts]:
    """Subject and bodies with a slot for every text; what belongs there is put into `values`."""
    imprint = imprint_of(notice.business)
    told = {**notice.data, "school": notice.business.name, "phone": imprint.phone}
    with speaking(notice.language):
        subject, preview, body = _read(render_to_string(f"notices/{notice.kind}.md", _slotted(told, values)))
    return subject, notice_frame(
        Said(subject, preview, body), imprint, choice_url=notice.choice_url, language=notice.language or MAIN
    )


def _slotted(told: Any, values: dict[str, str], name: str = "") -> Any:
    """The same shape with a slot for every text, whose value is put into `values`. What is empty stays empty."""
    if isinstance(told, dict):
        return {key: _slotted(value, values, f"{name}.{key}" if name else key) for key, value in told.items()}
    if isinstance(told, list):
        return [_slotted(value, values, f"{name}.{number}") for number, value in enumerate(told)]
    if told is None or told == "":
        return ""
    values[name] = str(told)
    return slot(name)


def _read(written: str) -> tuple[str, str, str]:
    head, _, body = written.partition("\n\n")
    lines = dict(line.split(": ", 1) for line in head.splitlines())
    return lines["Subject"], lines["Preview"], body
