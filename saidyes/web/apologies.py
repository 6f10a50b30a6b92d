"""The pages of apology: what went wrong in a sentence, nothing of how, and the number that finds it in the log.

They ask neither the database nor the school, which may be what is wrong; a school that was found before is named by
its phone alone.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from saidyes.common.logs import REQUEST

FOR_MACHINES = "/api/"


def apology(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """A page for people, a line for machines."""
    heading, sentence = _words(status)
    if request.path_info.startswith(FOR_MACHINES):
        response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    else:
        school = getattr(request, "business", None)
        page = {"heading": heading, "sentence": sentence, "number": REQUEST.get(), "school": school}
        response = HttpResponse(render_to_string("web/apology.html", page), status=status)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "GET, HEAD, POST"
    response["Cache-Control"] = "no-store"
    return response


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what was found too large while it was read."""
    too_large = isinstance(exception, RequestDataTooBig)
    return apology(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST)


def went_wrong(request: HttpRequest) -> HttpResponse:
    return apology(request, HTTPStatus.INTERNAL_SERVER_ERROR)


class ApologyMiddleware:
    """Words for the empty refusal of a method: somebody reloads what only took what was posted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        answer = apology(request, HTTPStatus.METHOD_NOT_ALLOWED)
        answer["Allow"] = response["Allow"]
        return answer


def _words(status: HTTPStatus) -> tuple[str, str]:
    heading, sentence = _("We could not read that"), _("Go back, reload the page, and try once more.")
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        heading = _("Something went wrong on our side")
        sentence = _("Nothing was half saved: wait a minute and try once more.")
    elif status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        heading = _("That is too large")
        sentence = _("At most 10 MB can be sent at once. Choose a smaller file, or send less.")
    elif status in (HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE):
        heading = _("That is too large")
        sentence = _("Your browser sent more than we read. Delete the cookies of this site, then try again.")
    elif status == HTTPStatus.LENGTH_REQUIRED:
        sentence = "Say with Content-Length how long it is."  # no browser forgets it
    return heading, sentence
