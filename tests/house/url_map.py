"""Every page of the house: its name, its path with the things it is about still open, and its view."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

THING = re.compile(r"<\w+:(\w+)>")


@dataclass(frozen=True)
class Page:
    """One without a name is called by its path."""

    name: str
    path: str
    view: Callable[..., object]

    @property
    def door(self) -> str:
        return str(getattr(self.view, "door", ""))

    @property
    def is_about_a_thing(self) -> bool:
        return bool(THING.search(self.path))

    def about(self, things: Mapping[str, object]) -> str:
        """Its path, about these things."""
        return THING.sub(lambda found: str(things[found[1]]), self.path)


def pages(resolver: Any = None, prefix: str = "/") -> Iterator[Page]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Page(entry.name or path.strip("/"), path, entry.callback)
        else:
            yield from pages(entry, path)
