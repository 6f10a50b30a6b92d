from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from saidyes.accounts.rights import Right
from saidyes.classes import importing
from saidyes.classes.importing import desk
from saidyes.classes.importing.desk import NoSuchFile
from saidyes.classes.importing.under_way import vouch
from saidyes.classes.models import Import
from saidyes.ledger.actors import ActorKind
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.importing.forms import FileForm, LoadForm
from saidyes.office.pages import ask, posted

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.IMPORT_FAMILIES)
def choose(request: StaffRequest) -> HttpResponse:
    form = FileForm(request.business, posted(request), request.FILES or None)
    if form.is_valid():
        return redirect("office-import-check", desk.put_down(request.business, form.data_read))
    return ask(request, "office/importing/choose.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.IMPORT_FAMILIES)
def check(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """What loading would do; with the word of whoever asks, how far it is; and what came of it."""
    account = request.business.imports.filter(pk=file_id).first()
    if account:
        return _so_far(request, account)
    plan = _plan(request, file_id)
    form = LoadForm(posted(request))
    if not form.is_valid():
        outcome = importing.foresee(plan)
        page = {"new": outcome.new, "summary": importing.summary(outcome)}
        return ask(request, "office/importing/check.html", form, **page, **_shown(outcome.remarks))
    vouch(request.business, file_id, plan, actor=replace(request.actor, kind=ActorKind.IMPORTER))
    return redirect("office-import-check", file_id)


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


def _so_far(request: StaffRequest, account: Import) -> HttpResponse:
    if account.finished_at is None:
        fragment = "#progress" if request.htmx else ""
        return render(request, f"office/importing/loading.html{fragment}", {"account": account})
    if request.htmx:
        return HttpResponseClientRefresh()
    remarks = desk.found(request.business, account.pk)
    return render(request, "office/importing/done.html", {"account": account, **_shown(remarks)})


def _shown(remarks: list[importing.Remark]) -> dict[str, Any]:
    return {"remarks": remarks[:SHOWN], "found": len(remarks)}
