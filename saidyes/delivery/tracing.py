"""Which letter of ours is meant: by the address it came back to, or by the headers of it that a report shows.

Only what nobody else can make up is believed: a stamped return path, or the Message-ID of an Email Blast.
"""

import re
from base64 import b32decode
from binascii import Error as NotBase32
from uuid import UUID

from django.db.models import QuerySet

from saidyes.blasts.rendering import message_id_of
from saidyes.delivery.models import Recipient
from saidyes.mail.models import Dispatch
from saidyes.mail.return_paths import Mark, Way, mark_named, marks_in
from saidyes.notices.models import Notice

MESSAGE_ID = re.compile(r"<b\.[0-9a-f]{32}\.(\d{1,18})\.[0-9a-f]{32}@[\w.-]+>")
MOST = 5  # claims looked at in one mail


def letter_returned_to(text: str, *ways: Way) -> Dispatch | None:
    """The letter whose own address of one of these ways stands in the text."""
    for mark in [mark for mark in marks_in(text) if mark.way in ways][:MOST]:
        row = _claimed_by(mark)
        if row is not None and mark.is_genuine(row.bound):
            return row
    return None


def letter_named(name: str) -> Dispatch | None:
    """The letter that a mail provider calls by the name we gave it."""
    mark = mark_named(name)
    row = _claimed_by(mark) if mark is not None else None
    return row if mark is not None and row is not None and mark.is_genuine(row.bound) else None


def letter_described_in(text: str) -> Dispatch | None:
    """The letter that a report's copy of its headers shows."""
    return letter_returned_to(text, *Way) or letter_with_id_in(text)


def letter_with_id_in(text: str) -> Recipient | None:
    """The letter of an Email Blast whose Message-ID stands in the text."""
    for found in list(MESSAGE_ID.finditer(text))[:MOST]:
        row = _recipients().filter(pk=int(found[1])).first()
        if row and row.blast.frozen and message_id_of(row.blast.frozen, row.blast_id, row.pk) == found[0]:
            return row
    return None


def _claimed_by(mark: Mark) -> Recipient | Notice | None:
    if mark.way == Way.NOTICE:
        notice_id = _id_in(mark.letter)
        notices = Notice.objects.filter(pk=notice_id) if notice_id else Notice.objects.none()
        return notices.select_related("business").first()
    if not mark.letter.isdecimal() or len(mark.letter) > 18:
        return None
    return _recipients().filter(pk=int(mark.letter)).first()


def _recipients() -> QuerySet[Recipient]:
    return Recipient.objects.select_related("blast", "business", "address__business")


def _id_in(letter: str) -> UUID | None:
    try:
        return UUID(bytes=b32decode(letter.upper() + "=" * (-len(letter) % 8)))
    except (NotBase32, ValueError):
        return None
