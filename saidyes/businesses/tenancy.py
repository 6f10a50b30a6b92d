"""Which school is this host? From here on a request sees nobody else's rows."""

import re
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase

from saidyes.businesses.models import Business
from saidyes.common.fence import whose

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
SET_UP = "/office/set-up/"
BEFORE_A_SCHOOL = (SET_UP, f"{SET_UP}owner/")
ABOUT_THE_MACHINE = re.compile(r"/healthz|/readyz|/metrics|/api/inbound/([a-z]+/)?")  # of no school


def business_of(host: str) -> Business | None:
    """The school that claims the host. The base URL's host and loopback mean the first school when none claims
    them; with one school, any allowed host means that one.
    """
    host = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    claimed = Business.objects.filter(host=host.lower()).first()
    if claimed:
        return claimed
    first_two = Business.objects.order_by("created_at")[:2]
    if len(first_two) == 1 or host.lower() in {*LOOPBACK, urlsplit(settings.SAIDYES_BASE_URL).hostname}:
        return first_two[0] if first_two else None
    return None


class TenancyMiddleware:
    """Put the school of this host at `request.business`; a host without one is told nothing (404).

    Before there is any school, every page leads to setting up the first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if ABOUT_THE_MACHINE.fullmatch(request.path):  # mail servers and providers tell of letters of any school
            with whose.of_every_school():
                return self.get_response(request)
        business = business_of(request.get_host())
        if business is None and request.path not in BEFORE_A_SCHOOL:
            if not Business.objects.exists():
                return HttpResponseRedirect(SET_UP)
            raise Http404
        request.business = business  # type: ignore[attr-defined]
        with whose.of_school(business.pk) if business else whose.of_no_school():
            response = self.get_response(request)
        if business and isinstance(response, StreamingHttpResponse):
            response.streaming_content = whose.of_school_to_the_end(
                business.pk, cast(Iterator[bytes], response.streaming_content)
            )
        return response
