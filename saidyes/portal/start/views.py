from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.families.holding import addresses_of_family
from saidyes.portal.doors import PortalRequest, anyone
from saidyes.portal.start.news import news_for


@require_safe
@anyone
def start(request: PortalRequest) -> HttpResponse:
    """The way into both portals; in the sample school also how to look around."""
    return render(request, "portal/start/start.html")


@require_safe
@anyone
def home(request: PortalRequest) -> HttpResponse:
    guardian = request.guardian
    page = {"addresses": addresses_of_family(guardian.family), "news": news_for(guardian)} if guardian else {}
    return render(request, "portal/start/home.html", page)


@require_safe
@anyone
def help_page(request: PortalRequest) -> HttpResponse:
    return render(request, "portal/start/help.html")


@require_safe
@anyone
def privacy(request: PortalRequest) -> HttpResponse:
    return render(request, "portal/start/privacy.html")
