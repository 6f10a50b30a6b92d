from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from saidyes.common.languages import known
from saidyes.common.paths import own_path
from saidyes.families.speaking import remember
from saidyes.portal.doors import PortalRequest, anyone

FAMILIES_READ = ("/portal/", "/help/", "/privacy/")


@require_POST
@anyone
def pick(request: PortalRequest) -> HttpResponse:
    """From now on this browser, and the guardian who is logged in, are spoken to in this language."""
    picked = known(request.POST.get("language", ""))
    if not picked:
        raise Http404
    if request.guardian:
        remember(request.guardian, picked)
    response = redirect(_back_to(request.POST.get("next", "")) or "portal-start")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        picked.lower(),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _back_to(page: str) -> str:
    """The page it was picked on, with all that its address said but for a language."""
    path, asked = urlsplit(page).path, QueryDict(urlsplit(page).query, mutable=True)
    asked.pop("language", None)
    return own_path(f"{path}?{asked.urlencode()}" if asked else path, under=FAMILIES_READ)
