from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.blasts.links import blast_of
from saidyes.blasts.models import Blast
from saidyes.blasts.viewing import page_of
from saidyes.portal.doors import LinkRequest, link_only, unseen

LINKS_WORK = "allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
MAY_LOAD = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    f"frame-ancestors 'none'; sandbox {LINKS_WORK}"
)


def gone(request: HttpRequest) -> HttpResponse:
    """For a blast that was deleted, or an address that was cut off."""
    return unseen(render(request, "portal/view/gone.html", {"messages": ()}, status=404))


@require_safe
@link_only(blast_of, lost=gone)
def blast(request: LinkRequest[Blast]) -> HttpResponse:
    """The letter itself, which brings its own look: what staff wrote gets neither scripts nor our cookies."""
    response = HttpResponse(page_of(request.about))
    response["Content-Security-Policy"] = MAY_LOAD
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"  # browsers refuse any other for a page in a sandbox
    return response
