"""What every template may know of the school."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from saidyes.businesses.brand import logo_path_of, stylesheet_of


def business(request: HttpRequest) -> dict[str, Any]:
    """The school of this host, where pages find its colour and its logo, and whether no email leaves."""
    school = getattr(request, "business", None)
    brand = {"stylesheet": stylesheet_of(school), "logo": logo_path_of(school)} if school else {}
    return {"business": school, "brand": brand, "rehearsal": settings.SAIDYES_REHEARSAL}
