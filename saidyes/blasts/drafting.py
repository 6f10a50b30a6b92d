"""Write an Email Blast: begin a draft, correct it, copy it, throw it away."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from saidyes.accounts.models import User
from saidyes.blasts.merging import check
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.plain_text import NotPlain, one_line, several_lines

SUBJECT_LIMIT = 200
BODY_LIMIT = 512 * 1024  # octets
MARKS_LIMIT = 10_000  # lines and signs that Markdown reads: beyond, a page would take seconds to draw
MARK = re.compile(r"[\[!*_~`<>|#&\n]")
NEEDED = {"subject": "Enter a subject", "body": "Write the message"}
MAY_BE_EDITED = (Status.DRAFT, Status.SCHEDULED)
PRETENDS_TO_ANSWER = re.compile(r"\s*((re|fwd?|aw|wg|sv|antw)\s*([\[(^]?\d+[\])]?)?)\s*[:\uff1a]", re.IGNORECASE)


class StaleDraft(Exception):
    """It was changed after the page was opened, or it can no longer be edited: the stored row tells which."""


@dataclass(frozen=True)
class Content:
    """What the author decides."""

    subject: str
    preview_line: str
    body: str
    audience: dict[str, Any]


def subject_from(text: str) -> str:
    """The subject as it will be sent; `NotPlain` with a sentence for the author (15 USC 7704(a)(1)-(2))."""
    subject = _with_known_fields(one_line(text, SUBJECT_LIMIT), in_header=True)
    pretends = PRETENDS_TO_ANSWER.match(subject)
    if pretends:
        raise NotPlain(f"Take away “{pretends[1]}:”. An Email Blast answers nobody’s email")
    return subject


def preview_line_from(text: str) -> str:
    """The line that mailboxes show after the subject; `NotPlain` with a sentence for the author."""
    return _with_known_fields(one_line(text, SUBJECT_LIMIT))


def body_from(text: str) -> str:
    """The Markdown of the message; `NotPlain` with a sentence for the author."""
    if len(text.encode(errors="replace")) > BODY_LIMIT:
        raise NotPlain("The message is too long. Use at most 512 kB")
    body = several_lines(text, BODY_LIMIT)
    if len(MARK.findall(body)) > MARKS_LIMIT:
        raise NotPlain("The message has too many lines, links and lists. Make it shorter")
    return _with_known_fields(body)


def missing(content: Content | Blast) -> dict[str, str]:
    """What must still be written before it can be sent, by field."""
    return {field: sentence for field, sentence in NEEDED.items() if not getattr(content, field).strip()}


def start_draft(business: Business, content: Content, *, author: User, editor: str = "") -> Blast:
    """A new draft. The same open page saving for the first time twice makes one."""
    words = {"author": author, **asdict(content)}
    if not editor:
        return Blast.objects.create(business=business, **words)
    draft, is_new = Blast.objects.get_or_create(business=business, editor=editor, defaults=words)
    if is_new:
        return draft
    if draft.status == Status.DRAFT:
        return save_draft(draft, content, version=draft.version, editor=editor)
    return Blast.objects.create(business=business, **words)  # what that page wrote before is on its way


@transaction.atomic
def save_draft(blast: Blast, content: Content, *, version: int, editor: str = "") -> Blast:
    """Keep what was written, if the stored blast still is the `version` it was written over, or is a draft that the
    same open page saved last. Also corrects a scheduled blast, until filling begins. Raises `StaleDraft`; overwrites
    nobody.
    """
    if editor:
        Blast.objects.filter(business=blast.business_id, editor=editor).exclude(pk=blast.pk).update(editor="")
    own = Q(editor=editor, status=Status.DRAFT) & ~Q(editor="")
    saved = Blast.objects.filter(Q(version=version) | own, pk=blast.pk, status__in=MAY_BE_EDITED).update(
        version=F("version") + 1, saved_at=clock.now(), editor=editor, **asdict(content)
    )
    blast.refresh_from_db()
    if not saved:
        raise StaleDraft
    return blast


def copy_of(blast: Blast, *, author: User) -> Blast:
    """A new draft with the same words and the same audience."""
    content = Content(blast.subject, blast.preview_line, blast.body, blast.audience)
    return start_draft(blast.business, content, author=author)


def delete_draft(blast: Blast) -> None:
    """Throw a draft away; `StaleDraft` when it is none any more."""
    deleted, _ = Blast.objects.filter(pk=blast.pk, status=Status.DRAFT).delete()
    if not deleted:
        raise StaleDraft


def _with_known_fields(text: str, *, in_header: bool = False) -> str:
    problems = check(text, in_header=in_header)
    if problems:
        raise NotPlain(problems[0])
    return text
