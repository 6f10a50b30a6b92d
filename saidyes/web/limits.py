"""How much anybody may send at once. What is more is refused before it is read."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from saidyes.classes.importing.reading import LARGEST_FILE
from saidyes.web.apologies import apology

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
LARGEST_BODY = LARGEST_FILE + 256 * 1024  # a file, and the form around it
LARGEST_HEADERS = 16 * 1024
LONGEST_ADDRESS = 8 * 1024


class LimitsMiddleware:
    """Refuse what no page of ours sends. What fits is counted once more where it is read: DATA_UPLOAD_MAX_*."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wrong = _wrong_with(request)
        return apology(request, wrong) if wrong else self.get_response(request)


def _wrong_with(request: HttpRequest) -> HTTPStatus | None:
    meta = request.META
    length = meta.get("CONTENT_LENGTH") or ""
    if request.method not in METHODS:
        return HTTPStatus.METHOD_NOT_ALLOWED
    if len(request.path_info) + len(meta.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if sum(len(name) + len(str(value)) for name, value in meta.items() if name.startswith("HTTP_")) > LARGEST_HEADERS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if "HTTP_TRANSFER_ENCODING" in meta and not length:
        return HTTPStatus.LENGTH_REQUIRED
    if length.isdecimal() and (len(length) > 12 or int(length) > LARGEST_BODY):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None
