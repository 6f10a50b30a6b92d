"""In which language a page is: what its address asks for, else the guardian's, else the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from saidyes.common.languages import MAIN, known, speaking
from saidyes.families.models import Guardian
from saidyes.families.speaking import remember

NOT_FOR_FAMILIES = ("/office/", "/api/")


class LanguageMiddleware:
    """Families are spoken to in their language, staff and machines in English.

    A browser's is the one picked in it, else the first it accepts. Whom a page is for is known behind its door, which
    then says so with `speak`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NOT_FOR_FAMILIES):
            with speaking(MAIN):
                return self.get_response(request)
        with speaking(_asked_for(request) or translation.get_language_from_request(request)):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def speak(request: HttpRequest, language: str) -> None:
    """Go on in this language, unless it is none or the page was asked for in another."""
    if known(language) and not _asked_for(request):
        translation.activate(language)


def keep_what_was_picked(request: HttpRequest, guardian: Guardian) -> None:
    """Who logs in and never picked a language has the one that was picked in this browser."""
    picked = known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    if picked and not guardian.language:
        remember(guardian, picked)


def _asked_for(request: HttpRequest) -> str:
    """`?language=es`: looking at a page stores nothing, so a link may ask for a language."""
    return known(request.GET.get("language", ""))
