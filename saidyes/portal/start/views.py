from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.families.holding import addresses_of_family
from saidyes.portal.doors import PortalRequest, anyone


@require_safe
@anyone
def start(request: PortalRequest) -> HttpResponse:
    """The way into both portals; in the sample school also how to look around."""
    return render(request, "portal/start/start.html")


@require_safe
@anyone
def home(request: PortalRequest) -> HttpResponse:
    family = request.guardian.family if request.guardian else None
    addresses = addresses_of_family(family) if family else ()
    return render(request, "portal/start/home.html", {"addresses": addresses})


@require_safe
@anyone
def help_page(request: PortalRequest) -> HttpResponse:
    return render(request, "portal/start/help.html")


@require_safe
@anyone
def privacy(request: PortalRequest) -> HttpResponse:
    return render(request, "portal/start/privacy.html")
