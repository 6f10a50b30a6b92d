from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from saidyes.common.languages import known
from saidyes.common.paths import own_path
from saidyes.families.speaking import remember
from saidyes.portal.doors import PortalRequest, anyone


@require_POST
@anyone
def pick(request: PortalRequest) -> HttpResponse:
    """From now on this browser, and the guardian who is logged in, are spoken to in this language."""
    picked = known(request.POST.get("language", ""))
    if not picked:
        raise Http404
    if request.guardian:
        remember(request.guardian, picked)
    response = redirect(own_path(request.POST.get("next", ""), under="/portal/") or "portal-start")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        picked.lower(),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
