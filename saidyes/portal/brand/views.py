"""The school's colour and logo: public, the same for everybody, and kept by whoever fetched them."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from saidyes.businesses.brand import colours, logo_named
from saidyes.portal.doors import PortalRequest, for_everybody


@require_safe
@for_everybody
def stylesheet(request: PortalRequest) -> HttpResponse:
    """Its address says the colour, so another colour is another address."""
    return HttpResponse(colours(request.business), content_type="text/css; charset=utf-8")


@require_safe
@for_everybody
def logo(request: PortalRequest, logo: str) -> HttpResponse:
    """Any that the school ever used: letters in mailboxes still ask for it. A mail program may show it anywhere."""
    found = logo_named(logo, request.business)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
