"""What can be done with a blast by one press. What cannot be undone asks once more."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.rights import Right, Role
from saidyes.blasts import scheduling
from saidyes.blasts.drafting import StaleDraft, copy_of, delete_draft
from saidyes.blasts.models import Blast
from saidyes.delivery import results
from saidyes.ledger.actors import Source
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.progress import Progress
from saidyes.office.blasts.views.living import show
from saidyes.office.doors import StaffRequest, staff_only

QUESTION = "office/blasts/question.html"


@require_POST
@staff_only(Right.SEND_BLASTS)
def undo(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    try:
        scheduling.undo(blast, actor=request.actor, source=Source.OFFICE)
    except scheduling.TooLate:
        return show(request, blast, status=409)
    messages.success(request, "Taken back. Nothing was sent.")
    return redirect("office-blast-edit", blast.pk)


@require_POST
@staff_only(Right.SEND_BLASTS)
def pause(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    return _pressed(request, blast_id, scheduling.pause)


@require_POST
@staff_only(Right.SEND_BLASTS)
def resume(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    return _pressed(request, blast_id, scheduling.resume)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.SEND_BLASTS)
def cancel(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    found = results.of(blast)
    if request.method != "POST":
        page = f"{QUESTION}#ask" if request.htmx else QUESTION
        return render(request, page, {"blast": blast, "progress": Progress(blast, found)})
    try:
        scheduling.cancel(blast, counts=found.facts, actor=request.actor, source=Source.OFFICE)
    except scheduling.TooLate:
        return show(request, blast, status=409)
    return redirect("office-blast", blast.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.WRITE_BLASTS)
def delete(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    """Drafts only; the front desk throws away its own."""
    blast = find_blast(request, blast_id)
    if request.membership.role == Role.FRONT_DESK and blast.author_id != request.membership.user_id:
        raise PermissionDenied(f"{blast.author.name} wrote this draft. Ask them, or a manager, to delete it.")
    if request.method != "POST":
        return render(request, QUESTION, {"blast": blast})
    try:
        delete_draft(blast)
    except StaleDraft:
        return show(request, blast, status=409)
    messages.success(request, "The draft is deleted.")
    return redirect("office-blasts")


@require_POST
@staff_only(Right.WRITE_BLASTS)
def copy(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    draft = copy_of(find_blast(request, blast_id), author=request.membership.user)
    messages.success(request, "This is a copy. Change what is new in it.")
    return redirect("office-blast-edit", draft.pk)


def _pressed(request: StaffRequest, blast_id: UUID, act: Callable[..., Blast]) -> HttpResponse:
    blast = find_blast(request, blast_id)
    try:
        act(blast, actor=request.actor, source=Source.OFFICE)
    except scheduling.CannotSend as why:
        messages.error(request, f"{why}.")
        return show(request, blast, status=409)
    except scheduling.TooLate:
        return show(request, blast, status=409)
    return redirect("office-blast", blast.pk)
