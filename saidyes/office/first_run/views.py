"""The first two screens, before there is a school; and what all screens share."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saidyes.businesses.models import Business
from saidyes.office.doors import OfficeRequest, anyone
from saidyes.office.first_run.forms import OpeningForm, OwnerForm
from saidyes.office.first_run.opening import AlreadyOpen, open_first_school
from saidyes.office.first_run.steps import PAGES, STEPS, after, before
from saidyes.office.log_in.entering import enter
from saidyes.office.pages import posted

SCHOOL = ("name", "country", "time_zone")


def screen(request: HttpRequest, page: str, form: forms.Form | None = None, **words: Any) -> HttpResponse:
    """One screen of the way: what it asks, how far along it is, where it goes on."""
    at = PAGES.index(page)
    words |= {"form": form, "step": at + 1, "of": len(STEPS), "title": STEPS[at].title}
    words |= {"later": after(page) if STEPS[at].may_wait else "", "back": before(page)}
    template = f"office/first_run/{page.removeprefix('office-').replace('-', '_')}.html"
    return render(request, template, words, status=422 if form and form.is_bound else 200)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def set_up(request: OfficeRequest) -> HttpResponse:
    """Gone as soon as there is a school; until then, whoever has the code goes on."""
    _only_without_a_school()
    form = OpeningForm(posted(request), initial=request.session.get("school"))
    if not form.is_valid():
        return screen(request, "office-set-up", form)
    request.session["school"] = {name: form.cleaned_data[name] for name in SCHOOL}
    return redirect("office-set-up-owner")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def owner(request: OfficeRequest) -> HttpResponse:
    """The school opens with its owner, in one transaction, and the owner is in."""
    _only_without_a_school()
    school = request.session.get("school")
    if not school:
        return redirect("office-set-up")
    form = OwnerForm(posted(request), school=school["name"])
    if not form.is_valid():
        return screen(request, "office-set-up-owner", form, school=school["name"])
    try:
        membership = open_first_school(school, form.cleaned_data)
    except AlreadyOpen as wrong:
        raise Http404 from wrong
    del request.session["school"]
    return enter(request, membership.user, then=reverse("office-set-up-place"))


def _only_without_a_school() -> None:
    if Business.objects.exists():
        raise Http404
