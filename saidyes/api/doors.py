"""Doors for machines."""

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from saidyes.api.providers import PROVIDERS
from saidyes.mail.posting.server import is_loopback
from saidyes.mail.reading import LARGEST

View = Callable[..., HttpResponse]
TEXT = "text/plain; charset=utf-8"


def anyone(view: View) -> View:
    """Open to all; tells nothing about anybody, and only of this moment."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return _of_this_moment(view(request, *args, **kwargs))

    through.door = "anyone"  # type: ignore[attr-defined]
    return through


def provider_only(view: View) -> View:
    """Open to the mail provider of SAIDYES_PROVIDER, by its own proof; shut to every other, and where none is set."""

    @wraps(view)
    def through(request: HttpRequest, provider: str) -> HttpResponse:
        size = request.headers.get("Content-Length", "")
        if size.isdecimal() and int(size) > LARGEST:
            return HttpResponse("At most 1 MB.\n", status=413, content_type=TEXT)
        if provider != settings.SAIDYES_PROVIDER or not PROVIDERS[provider].is_genuine(
            request, settings.SAIDYES_PROVIDER_KEY
        ):
            return _refusal()
        return view(request, provider)

    through.door = "provider_only"  # type: ignore[attr-defined]
    return through


def monitor_only(view: View) -> View:
    """Open to whoever shows SAIDYES_METRICS_TOKEN as a bearer token. Where there is none, to this machine itself, and
    in production to nobody: a proxy on the same machine makes everybody look like it.
    """

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        token, here = settings.SAIDYES_METRICS_TOKEN, is_loopback(request.META.get("REMOTE_ADDR", ""))
        if not (_shows(request, token) if token else here and not settings.SAIDYES_PRODUCTION):
            return _refusal()
        return _of_this_moment(view(request, *args, **kwargs))

    through.door = "monitor_only"  # type: ignore[attr-defined]
    return through


def mail_server_only(view: View) -> View:
    """Open to whoever shows SAIDYES_INBOUND_SECRET as a bearer token; to nobody where there is none."""

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not _shows(request, settings.SAIDYES_INBOUND_SECRET):
            return _refusal()
        return view(request, *args, **kwargs)

    through.door = "mail_server_only"  # type: ignore[attr-defined]
    return through


def _of_this_moment(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _refusal() -> HttpResponse:
    return HttpResponse("No.\n", status=403, content_type=TEXT)


def _shows(request: HttpRequest, secret: str) -> bool:
    """Nobody shows a secret that there is not."""
    shown = request.headers.get("Authorization", "").encode()
    return bool(secret) and compare_digest(shown, f"Bearer {secret}".encode())
