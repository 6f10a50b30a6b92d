from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import in_chunks, page_of
from saidyes.consent import checking
from saidyes.ledger import checkpoints, sealing
from saidyes.office.audit_log.forms import Filters, Seen
from saidyes.office.doors import StaffRequest, insist_on, staff_only
from saidyes.office.exporting import exported
from saidyes.reports import audit_log

PAGE = "office/audit_log/audit_log.html"
IN_ONE_GO = 500
SAID = {  # whether the finding was accepted, and whether another one holds Email Blasts
    (True, False): "Email Blasts can go on.",
    (True, True): "Saved. Something else was found too: look at it as well.",
    (False, True): "Something else was found since: look at it first.",
    (False, False): "Nothing waits for you.",
}


@require_safe
@staff_only(Right.SEE_AUDIT_LOG)
def show(request: StaffRequest) -> HttpResponse:
    filters = Filters(request.GET)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "rows": []}, status=422)
    page = page_of(filters.events(request.business).values_list("pk", flat=True), request.GET.get("page"))
    rows = audit_log.rows(request.business, audit_log.read(page))
    check = checking.shown(request.business.pk)
    return render(request, PAGE, {"form": filters, "page": page, "rows": rows, "check": check})


@require_POST
@staff_only(Right.EXPORT, just_now=True)
def export(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request.POST)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "rows": []}, status=422)
    business = request.business
    events = filters.events(business).iterator(chunk_size=IN_ONE_GO)
    cells = (row.cells(business) for chunk in in_chunks(events, IN_ONE_GO) for row in audit_log.rows(business, chunk))
    return exported(request, "audit-log", audit_log.HEADER, cells)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.VERIFY_AUDIT_LOG)
def verification(request: StaffRequest) -> HttpResponse:
    """What the last verification found, and the newest seal. An owner lets Email Blasts go on after a finding."""
    business = request.business
    if request.method == "POST":
        insist_on(Right.CHANGE_SETTINGS, request.membership)
        seen = Seen(request.POST)
        accepted = seen.is_valid() and checking.accept(business, seen.cleaned_data["check"], actor=request.actor)
        messages.success(request, SAID[bool(accepted), bool(checking.held_because(business.pk))])
        return redirect("office-verification")
    seal = sealing.newest(business.pk)
    shown: dict[str, object] = {"check": checking.shown(business.pk), "seal": seal}
    if seal:
        key = checkpoints.verifier_key(business.pk, seal.key_id)
        shown |= {"note": checkpoints.note_of(seal), "key": key}
    return render(request, "office/audit_log/verification.html", shown)
