from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.classes import importing
from saidyes.ledger.actors import ActorKind
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.importing import desk
from saidyes.office.importing.desk import NoSuchFile
from saidyes.office.importing.forms import FileForm, LoadForm
from saidyes.office.pages import ask, posted

SHOWN = 200


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT_FAMILIES)
def choose(request: StaffRequest) -> HttpResponse:
    form = FileForm(request.business, posted(request), request.FILES or None)
    if form.is_valid():
        return redirect("office-import-check", desk.put_down(request.business, form.data_read))
    return ask(request, "office/importing/choose.html", form)


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT_FAMILIES)
def check(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """What loading would do; and, with the word of whoever asks, doing it."""
    plan = _plan(request, file_id)
    form = LoadForm(posted(request))
    if not form.is_valid():
        return ask(request, "office/importing/check.html", form, **_page(importing.foresee(plan)))
    outcome = importing.load(plan, actor=replace(request.actor, kind=ActorKind.IMPORTER))
    desk.keep_remarks(request.business, file_id, outcome)
    desk.take_away(request.business, file_id)
    return render(request, "office/importing/done.html", _page(outcome) | {"file_id": file_id})


@require_safe
@staff_only(Right.IMPORT_FAMILIES)
def remarks(request: StaffRequest, file_id: UUID) -> HttpResponse:
    try:
        text = desk.remarks_of(request.business, file_id)
    except NoSuchFile as wrong:
        raise Http404 from wrong
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="families.refused.csv"'
    return response


def _plan(request: StaffRequest, file_id: UUID) -> importing.Plan:
    try:
        return desk.plan_of(request.business, file_id)
    except NoSuchFile as wrong:
        raise Http404 from wrong


def _page(outcome: importing.Outcome) -> dict[str, Any]:
    found = outcome.remarks
    return {"outcome": outcome, "summary": importing.summary(outcome), "remarks": found[:SHOWN], "found": len(found)}
