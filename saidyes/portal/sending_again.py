"""A form whose protecting token is too old: what was typed is kept, and one button sends it again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

OLD = "csrfmiddlewaretoken"
LARGEST = 50


@sensitive_variables("typed")
def send_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing was saved. Only what our own page sent is offered again: else another site could write the form, and
    leave the pressing to whoever is logged in.
    """
    typed = _typed(request) if _is_from_our_own_page(request) else []
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of each field; none of them when that would not be all: a file or a password is not kept."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    if request.FILES or len(fields) > LARGEST or any("password" in name for name, _ in fields):
        return []
    return [(name, value) for name, value in fields if name != OLD]


def _is_from_our_own_page(request: HttpRequest) -> bool:
    """Browsers say where a form was; no page can lie about it."""
    scheme = "https" if request.is_secure() or settings.HTTPS else "http"
    return request.headers.get("Origin") == f"{scheme}://{request.get_host()}"
