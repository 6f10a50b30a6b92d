"""A page with a form on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods


def ask(request: HttpRequest, template: str, form: forms.Form, **page: Any) -> HttpResponse:
    """The form as it is put first; or given back, with everything typed, and a status that says why (422 or the
    form's own `refusal`).
    """
    refusal = getattr(form, "refusal", 422)
    return render(request, template, {"form": form, **page}, status=refusal if form.is_bound else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, be it nothing at all; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def only_posted(page: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view that only takes what is posted. Whoever asks for its address (who reloads, or picks a language on what
    it answered) is led to `page`, where its button is.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(page)

        return answer

    return decorate
