from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import page_of
from saidyes.office.audit_log.forms import Filters
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.exporting import exported
from saidyes.reports import audit_log

PAGE = "office/audit_log/audit_log.html"
IN_ONE_GO = 500


@require_safe
@staff_only(Right.SEE_AUDIT_LOG)
def show(request: StaffRequest) -> HttpResponse:
    filters = Filters(request.GET)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "rows": []}, status=422)
    page = page_of(filters.events(request.business), request.GET.get("page"))
    rows = audit_log.rows(request.business, list(page))
    return render(request, PAGE, {"form": filters, "page": page, "rows": rows})


@require_POST
@staff_only(Right.EXPORT)
def export(request: StaffRequest) -> HttpResponseBase:
    filters = Filters(request.POST)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "rows": []}, status=422)
    business = request.business
    events = filters.events(business).iterator(chunk_size=IN_ONE_GO)
    cells = (
        row.cells(business)
        for chunk in audit_log.in_chunks(events, IN_ONE_GO)
        for row in audit_log.rows(business, chunk)
    )
    return exported(request, "audit-log", audit_log.HEADER, cells)
