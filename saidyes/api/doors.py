"""Doors for machines."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def anyone(view: View) -> View:
    """Open to all; tells nothing about anybody."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    through.door = "anyone"  # type: ignore[attr-defined]
    return through
