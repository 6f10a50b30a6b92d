"""What a request says is read as UTF-8, at every door of the house, or not at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

READ = {"", "utf-8", "utf8", "us-ascii"}
REFUSED = "Text must be UTF-8.\n"


class OnlyUTF8Middleware:
    """A request may name the charset of its text, also of its query, and Django believes it. Some know of none of our
    letters, and with others half a character or NUL slips in, which PostgreSQL does not keep and nobody can answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "")
        if charset.strip().lower() not in READ:
            return HttpResponse(REFUSED, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
