"""The words that families see: each change is a new version, and every old one can be read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.languages import LANGUAGES
from saidyes.common.paging import page_of
from saidyes.consent.asking import CannotAsk, own_words_of, question_in, reword
from saidyes.consent.models import Wording, WordingKind
from saidyes.consent.phrases import PHRASES
from saidyes.consent.records import Version, versions_of
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import posted
from saidyes.office.settings.forms import WordsForm


@require_safe
@staff_only(Right.SEE_SETTINGS)
def show(request: StaffRequest) -> HttpResponse:
    versions = versions_of(request.business)
    asked = {one.wording.language: one for one in reversed(versions) if one.wording.kind == WordingKind.QUESTION}
    languages = [(code, name, asked.get(code), reverse(f"office-wording-{code}")) for code, name in LANGUAGES.items()]
    page = {"languages": languages, "page": page_of(versions, request.GET.get("page"))}
    return render(request, "office/wordings/list.html", page)


@require_safe
@staff_only(Right.SEE_SETTINGS)
def version(request: StaffRequest, wording_id: UUID) -> HttpResponse:
    found = next((one for one in versions_of(request.business) if one.wording.pk == wording_id), None)
    if found is None:
        raise Http404
    return render(request, "office/wordings/version.html", {"version": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def edit(request: StaffRequest, language: str) -> HttpResponse:
    """Preview shows what is typed; Publish makes it the next version."""
    form = WordsForm(own_words_of(request.business, language), posted(request))
    if not form.is_valid() or "publish" not in request.POST:
        return _editor(request, form, status=form.refusal if form.errors else 200)
    try:
        published = reword(form.own, widened=form.cleaned_data["widened"], actor=request.actor)
    except CannotAsk as why:
        form.add_error(None, str(why))
        return _editor(request, form, status=422)
    messages.success(request, _sentence(published, language))
    return redirect("office-wordings")


def _editor(request: StaffRequest, form: WordsForm, *, status: int) -> HttpResponse:
    preview = Version(question_in(request.business, form.own).wording)
    page = {"form": form, "preview": preview, "phrases": PHRASES[form.own.language], "next": form.newest + 1}
    return render(request, "office/wordings/edit.html", page, status=status)


def _sentence(published: list[Wording], language: str) -> str:
    new = next((one for one in published if one.language == language), None)
    return f"Version {new.version} is published. Every choice from now on names it." if new else "Nothing differed."
