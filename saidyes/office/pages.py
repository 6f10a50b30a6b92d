"""A page with a form on it."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from saidyes.common.paths import own_path


def ask(request: HttpRequest, template: str, form: forms.Form, **page: object) -> HttpResponse:
    """The form as it is put first, or given back with everything typed (422)."""
    return render(request, template, {"form": form, **page}, status=422 if form.is_bound else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, be it nothing at all; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def wanted_page(request: HttpRequest) -> str:
    """The page of the office that somebody was on their way to when they were stopped; else Home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return own_path(wanted, under="/office/") or reverse("office-home")
