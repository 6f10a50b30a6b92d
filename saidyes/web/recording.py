"""One line in the log for each request: what was asked by the name of its page, never by its address."""

import logging
import secrets
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from saidyes.common.logs import REQUEST
from saidyes.web.limits import METHODS

NUMBER = "X-Request-ID"
log = logging.getLogger("saidyes.requests")


class RecordingMiddleware:
    """Give each request a number of ours, which its answer, its page of apology and its lines in the log carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, number = monotonic(), secrets.token_hex(6)
        mark = REQUEST.set(number)
        try:
            response = self.get_response(request)
            response[NUMBER] = number
            _write(request, response, milliseconds=round(1000 * (monotonic() - began)))
        finally:
            REQUEST.reset(mark)
        return response


def _write(request: HttpRequest, response: HttpResponse, *, milliseconds: int) -> None:
    method = request.method if request.method in METHODS else "OTHER"  # it may be any word of anybody
    route, status = _route(request), response.status_code
    facts = {"method": method, "route": route, "status": status, "ms": milliseconds}
    if school := getattr(request, "business", None):
        facts["school"] = str(school.pk)
    log.info("%s %s %d in %d ms", method, route, status, milliseconds, extra={"facts": facts})


def _route(request: HttpRequest) -> str:
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "nowhere"
