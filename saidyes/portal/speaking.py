"""In which language a page is: the one its address asks for, else the guardian's, else what was picked in the browser,
else what the browser accepts.
"""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from saidyes.common.languages import MAIN, known, speaking
from saidyes.families.models import Guardian
from saidyes.families.speaking import remember

NOT_FOR_FAMILIES = ("/office/", "/api/")


class LanguageMiddleware:
    """Families are spoken to in their language, staff and machines in English.

    Whom a page is for is known behind its door, which then says so with `speak`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NOT_FOR_FAMILIES):
            with speaking(MAIN):
                return self.get_response(request)
        with speaking(_asked_for(request) or _picked(request) or _accepted(request)):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            without = getattr(request, "without_cookies", False)
            patch_vary_headers(response, ["Accept-Language"] if without else ["Accept-Language", "Cookie"])
        return response


def speak(request: HttpRequest, language: str) -> None:
    """Go on in this language, unless it is none or the page was asked for in another."""
    if known(language) and not _asked_for(request):
        translation.activate(language)


def speak_without_cookies(request: HttpRequest) -> None:
    """For a page that looks at none and sets none: its languages are links, and nothing is kept."""
    request.without_cookies = True  # type: ignore[attr-defined]
    speak(request, _accepted(request))


def keep_what_was_picked(request: HttpRequest, guardian: Guardian) -> None:
    """Who logs in and never picked a language has the one that was picked in this browser."""
    picked = _picked(request)
    if picked and not guardian.language:
        remember(guardian, picked)


def _asked_for(request: HttpRequest) -> str:
    """`?language=es`: looking at a page stores nothing, so a link may ask for a language."""
    return known(request.GET.get("language", ""))


def _picked(request: HttpRequest) -> str:
    """In this browser, before."""
    return known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def _accepted(request: HttpRequest) -> str:
    """The first of ours that the browser asks for: `es-MX` is Spanish, any French is ours."""
    for code, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()):
        with suppress(LookupError):
            return known(translation.get_supported_language_variant(code))
    return MAIN
