"""One cleaner at the door for every text a person types: names, subjects, notes, bodies."""

import re
import unicodedata

from django.utils.translation import gettext as _

LINE_ENDS = {"\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}
TURNS_TEXT_AROUND = {*"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
MARKS_IN_A_ROW = 4
NOT_KEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # but for tabs and line ends


class NotPlain(ValueError):
    """The text cannot be kept; the message is a sentence for the person who typed it."""


def one_line(text: str, limit: int) -> str:
    """The text in NFC, trimmed, on one line of at most `limit` characters; `NotPlain` otherwise."""
    if any(mark in text for mark in LINE_ENDS):
        raise NotPlain(_("Use one line only"))
    return _checked(text.strip(), limit)


def several_lines(text: str, limit: int) -> str:
    """The text in NFC with plain line ends, at most `limit` characters; `NotPlain` otherwise."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _checked(text.replace("\n", " ").replace("\t", " "), limit)
    return unicodedata.normalize("NFC", text).rstrip()


def keepable(text: str) -> str:
    """Words of a stranger that nobody can be asked to type again: with a space for whatever not both databases keep, or
    no screen shows.
    """
    return NOT_KEPT.sub(" ", text)


def _checked(text: str, limit: int) -> str:
    text = unicodedata.normalize("NFC", text)
    if len(text) > limit:
        raise NotPlain(_("Use at most %(count)s characters") % {"count": f"{limit:,}"})
    if any(_is_hidden(letter) for letter in text):
        raise NotPlain(_("Remove the hidden or control characters"))
    if _has_a_pile_of_marks(text):
        raise NotPlain(_("Remove the stacked accents"))
    return text


def _is_hidden(letter: str) -> bool:
    return (
        unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} or letter in TURNS_TEXT_AROUND or letter in LINE_ENDS
    )


def _has_a_pile_of_marks(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > MARKS_IN_A_ROW:
            return True
    return False
