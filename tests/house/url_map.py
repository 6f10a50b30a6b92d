"""Every page of the house: its path with the things it is about still open, and its view."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

View = Callable[..., object]
THING = re.compile(r"<\w+:(\w+)>")


def pages(resolver: Any = None, prefix: str = "/") -> Iterator[tuple[str, View]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from pages(entry, prefix + str(entry.pattern))


def filled(path: str, things: dict[str, object]) -> str:
    return THING.sub(lambda found: str(things[found[1]]), path)


def names(resolver: Any = None) -> set[str]:
    """What the pages are called; one without a name, by its path."""
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        here = {entry.name or str(entry.pattern).strip("/")} if isinstance(entry, URLPattern) else names(entry)
        found |= here
    return found
