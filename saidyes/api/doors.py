"""Doors for machines."""

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def anyone(view: View) -> View:
    """Open to all; tells nothing about anybody."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    through.door = "anyone"  # type: ignore[attr-defined]
    return through


def mail_server_only(view: View) -> View:
    """Open to whoever shows SAIDYES_INBOUND_SECRET as a bearer token; to nobody where there is none."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        shown = request.headers.get("Authorization", "").encode()
        wanted = f"Bearer {settings.SAIDYES_INBOUND_SECRET}".encode()
        if not (settings.SAIDYES_INBOUND_SECRET and compare_digest(shown, wanted)):
            return HttpResponse("No.\n", status=403, content_type="text/plain; charset=utf-8")
        return view(request, *args, **kwargs)

    through.door = "mail_server_only"  # type: ignore[attr-defined]
    return through
