"""Write a blast: a new one, a draft, or one that is scheduled and has not begun to leave."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right, who_may
from saidyes.blasts import audience, selecting
from saidyes.blasts.drafting import MAY_BE_EDITED, StaleDraft, save_draft, start_draft
from saidyes.blasts.merging import FIELDS
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.previewing import preview_of, readers_of
from saidyes.families.models import HeldAddress
from saidyes.mail.markdown import removed
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.forms import FORGET, REMEMBER, TEST, DraftForm
from saidyes.office.blasts.views.trying import test_sent
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.framing import framed

PAGE = "office/blasts/compose.html"
READERS = 30  # more names than anybody looks through


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.WRITE_BLASTS)
def new(request: StaffRequest) -> HttpResponse:
    """The row is made at the first save."""
    return _compose(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.WRITE_BLASTS)
def edit(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    if request.method != "POST" and blast.status not in MAY_BE_EDITED:
        return redirect("office-blast", blast.pk)
    if blast.status != Status.DRAFT and not request.membership.may(Right.SEND_BLASTS):
        raise PermissionDenied(f"This Email Blast is scheduled. Ask {who_may(Right.SEND_BLASTS)} to change it.")
    return _compose(request, blast)


@require_safe
@staff_only(Right.SEE_BLASTS)
def preview(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    """The letter alone, for a frame that may do nothing but show it."""
    blast = find_blast(request, blast_id)
    return framed(preview_of(blast, _reader(request, blast)).html, with_links=False)


def _compose(request: StaffRequest, blast: Blast | None) -> HttpResponse:
    form = DraftForm(request.POST if request.method == "POST" else None, business=request.business, blast=blast)
    if not form.is_valid():
        return _page(request, blast, form, status=422 if form.is_bound else 200)
    if form.only_counts:
        return _page(request, blast, form, status=200)
    try:
        saved = _save(request, blast, form)
    except StaleDraft:
        return _page(request, blast, form, status=409)
    return _after(request, saved, form)


def _save(request: StaffRequest, blast: Blast | None, form: DraftForm) -> Blast:
    editor = form.cleaned_data["editor"]
    if blast is None:
        return start_draft(request.business, form.content, author=request.membership.user, editor=editor)
    return save_draft(blast, form.content, version=form.cleaned_data["version"] or 0, editor=editor)


def _after(request: StaffRequest, blast: Blast, form: DraftForm) -> HttpResponse:
    if request.htmx:
        return _page(request, blast, form, status=200)
    if blast.status == Status.SCHEDULED:
        messages.success(request, "Saved.")
        return redirect("office-blast", blast.pk)
    if form.asks_for == TEST:
        return test_sent(request, blast, back="office-blast-edit")
    if form.is_finished:
        return redirect("office-blast-review", blast.pk)
    messages.success(request, _did(request, blast, form))
    return redirect("office-blast-edit", blast.pk)


def _did(request: StaffRequest, blast: Blast, form: DraftForm) -> str:
    """What the button that kept the draft did besides, done and said."""
    data = form.cleaned_data
    if form.asks_for == REMEMBER:
        kept = selecting.remember(request.business, data["selection_name"], blast.audience)
        return f"Saved. “{kept}” can be selected for any Email Blast now."
    if form.asks_for == FORGET and data["selection"]:
        data["selection"].delete()
        return f"“{data['selection'].name}” is no longer a saved selection. This Email Blast keeps its families."
    return "Saved."


def _page(request: StaffRequest, blast: Blast | None, form: DraftForm, *, status: int) -> HttpResponse:
    """The whole page, or, for a page that saves itself while somebody types, the parts that follow the text."""
    shown = _shown(request, blast, form)
    context: dict[str, Any] = {
        "form": form,
        "blast": blast,
        "is_stale": status == 409,
        "version": _version(request, blast, form, is_stale=status == 409),
        "editor": form["editor"].value(),
        "counts": audience.counts(shown),
        "fields": FIELDS,
        "removed": _in_words(removed(shown.body)),
        "readers": readers_of(shown)[:READERS],
    }
    if blast:
        reader = _reader(request, blast)
        context |= {"reader": reader, "letter": preview_of(blast, reader)}
    if request.htmx and form.only_counts:
        return render(request, f"{PAGE}#reach", context, status=status)
    response = render(request, f"{PAGE}#follows" if request.htmx else PAGE, context, status=status)
    if request.htmx and blast:
        response["HX-Replace-Url"] = reverse("office-blast-edit", args=[blast.pk])
    return response


def _shown(request: StaffRequest, blast: Blast | None, form: DraftForm) -> Blast:
    """The blast that is counted: as it is stored, or, where nobody asked to store it, as it is chosen on the page."""
    shown = copy(blast) if blast else Blast(business=request.business, author=request.membership.user)
    if form.is_bound and form.only_counts and form.is_valid():
        shown.audience = form.audience
    return shown


def _version(request: StaffRequest, blast: Blast | None, form: DraftForm, *, is_stale: bool) -> int:
    """What the next save is written over. A page that saves itself must not write over what nobody has seen."""
    if is_stale and request.htmx:
        return form.cleaned_data["version"] or 0
    return blast.version if blast else 0


def _in_words(taken_out: list[str]) -> str:
    return f"These are taken out before it is sent: {', '.join(taken_out)}." if taken_out else ""


def _reader(request: StaffRequest, blast: Blast) -> HeldAddress | None:
    """Whose letter to show: the one asked for, if they would get it, else the first."""
    asked = request.POST.get("seen_by") or request.GET.get("seen_by", "")
    readers = readers_of(blast)
    found = readers.filter(pk=asked).first() if _is_id(asked) else None
    return found or readers.first()


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
