"""The frames every mail of a school wears: the Email Blast's, with its fixed footer, and the notice's."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from markdown_it.token import Token

from saidyes.common.languages import MAIN, speaking
from saidyes.mail.looks import BRAND
from saidyes.mail.markdown import parsed, to_html
from saidyes.mail.plain import to_text
from saidyes.mail.slots import slot

FONT = mark_safe("-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Inter,Helvetica,Arial,sans-serif")
NOTHING_MORE = " \u034f\u2007" * 40  # after the preview line, so that the inbox shows nothing else of the letter
FOOTER_SLOTS = ("address", "opted_in_on", "unsubscribe_url", "choice_url")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who writes, as the law wants it in every mail: name, postal address, phone as people read it; and its colour."""

    name: str
    postal_address: str
    phone: str
    colour: str = BRAND


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture an Email Blast wears instead of the written name, which is said where no picture is shown."""

    url: str
    width: int
    height: int
    leads_to: str


@dataclass(frozen=True, slots=True)
class Said:
    """What an author says in an Email Blast, in Markdown but for the first two. May hold slots."""

    subject: str
    preview: str
    body: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Where anybody, known or not, asks for a link to unsubscribe, and logs in to choose."""

    unsubscribe: str
    choose: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's two bodies. Both may hold slots."""

    text: str
    html: str


def blast_frame(
    said: Said, imprint: Imprint, *, view_url: str, logo: Logo | None = None, language: str = MAIN
) -> Parts:
    """An Email Blast. Its footer, in `language`, holds the `FOOTER_SLOTS`; no author can leave it out.

    One frame does for all readers of a language: whatever differs from one to the next is a slot.
    """
    slots = {name: slot(name) for name in FOOTER_SLOTS}
    words = {"imprint": imprint, "logo": logo, "slots": slots, "view_url": view_url, "body_language": MAIN}
    return _both("mail/blast", said, words, language)


def page_frame(said: Said, imprint: Imprint, *, ways: Ways, logo: Logo | None = None, language: str = MAIN) -> str:
    """The same Email Blast as a page, whoever opens it: its footer holds no slot."""
    words = {"imprint": imprint, "logo": logo, "ways": ways, "body_language": MAIN}
    return _written("mail/page.html", said, words | {"body": _html(parsed(said.body))}, language)


def notice_frame(said: Said, imprint: Imprint, *, choice_url: str = "", language: str = MAIN) -> Parts:
    """A transactional mail: who writes, no picture, nothing to buy, nothing to unsubscribe from.

    `choice_url` leads to the choice about Email Blasts (CASL 6(6)); where there is none, the link is left out.
    """
    return _both("mail/notice", said, {"imprint": imprint, "choice_url": choice_url}, language)


def _both(template: str, said: Said, words: dict[str, Any], language: str) -> Parts:
    blocks = parsed(said.body)
    text = _written(f"{template}.txt", said, words | {"body": to_text(blocks)}, language)
    html = _written(f"{template}.html", said, words | {"body": _html(blocks)}, language)
    return Parts(text=text.strip() + "\n", html=html)


def _html(blocks: list[Token]) -> str:
    return mark_safe(to_html(blocks))  # noqa: S308 (cleaned)


def _written(template: str, said: Said, words: dict[str, Any], language: str) -> str:
    words = {"said": said, "font": FONT, "nothing_more": NOTHING_MORE, "language": language, **words}
    with speaking(language):
        return render_to_string(template, words)
