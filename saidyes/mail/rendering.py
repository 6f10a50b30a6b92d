"""The two frames every mail of a school wears: the Email Blast's, with its fixed footer, and the notice's."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from saidyes.mail.markdown import parsed, to_html
from saidyes.mail.plain import to_text
from saidyes.mail.slots import slot

FONT = mark_safe("-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Inter,Helvetica,Arial,sans-serif")
NOTHING_MORE = " \u034f\u2007" * 40  # after the preview line, so that the inbox shows nothing else of the letter
FOOTER_SLOTS = ("address", "opted_in_on", "unsubscribe_url", "choice_url")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who writes, as the law wants it in every mail: name, postal address, phone as people read it."""

    name: str
    postal_address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's two bodies. Both may hold slots."""

    text: str
    html: str


def blast_frame(*, subject: str, preview: str, body: str, imprint: Imprint) -> Parts:
    """An Email Blast around `body`, in Markdown. Its footer holds the `FOOTER_SLOTS`; no author can leave it out."""
    slots = {name: slot(name) for name in FOOTER_SLOTS}
    return _framed("mail/blast", {"subject": subject, "preview": preview, "imprint": imprint, "slots": slots}, body)


def notice_frame(*, subject: str, preview: str, body: str, imprint: Imprint, choice_url: str = "") -> Parts:
    """A transactional mail around `body`, in Markdown: who writes, nothing to buy, nothing to unsubscribe from.

    `choice_url` leads to the choice about Email Blasts (CASL 6(6)); where there is none, the link is left out.
    """
    words = {"subject": subject, "preview": preview, "imprint": imprint, "choice_url": choice_url}
    return _framed("mail/notice", words, body)


def _framed(template: str, words: dict[str, Any], body: str) -> Parts:
    words |= {"font": FONT, "nothing_more": NOTHING_MORE}
    blocks = parsed(body)
    text = render_to_string(f"{template}.txt", words | {"body": to_text(blocks)})
    html = render_to_string(f"{template}.html", words | {"body": mark_safe(to_html(blocks))})  # noqa: S308 (cleaned)
    return Parts(text=text.strip() + "\n", html=html)
