"""Places in a text that are filled last, one recipient at a time.

A slot goes through Markdown, HTML and templates as one inert word, and its value is put in afterwards. So no
value is ever read as Markdown, as HTML, as a template or as a header. The two marks around a slot's name are
private-use characters, which no typed text may hold (`common.plain_text`).
"""

import re
from collections.abc import Callable, Iterator, Mapping

OPEN, CLOSE = "\ue000", "\ue001"
SLOT = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]+){CLOSE}")


def slot(name: str) -> str:
    """The mark for the value called `name`."""
    return f"{OPEN}{name}{CLOSE}"


def names_in(text: str) -> set[str]:
    return set(SLOT.findall(text))


def fill(text: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """The text with every slot replaced by its value, each passed through `written` (escaped, say)."""
    return SLOT.sub(lambda match: written(values[match[1]]), text)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text cut at its slots: pairs of what stands before a slot and the slot's name, the last name empty."""
    parts = SLOT.split(text)
    yield from zip(parts[::2], [*parts[1::2], ""], strict=True)


def without_marks(text: str) -> str:
    """Typed text that cannot pretend to hold a slot."""
    return text.replace(OPEN, "").replace(CLOSE, "")
