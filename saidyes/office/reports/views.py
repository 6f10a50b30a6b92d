from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import page_of
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.exporting import exported
from saidyes.office.reports.forms import NewFamilies, Unsubscribed, last_thirty_days
from saidyes.reports import new_family_accounts, unsubscribed_families

NEW = "office/reports/new_family_accounts.html"
GONE = "office/reports/unsubscribed_families.html"
AT_ONCE = 2000  # families in memory while a report leaves


@require_safe
@staff_only(Right.SEE_REPORTS)
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "office/reports/index.html")


@require_safe
@staff_only(Right.SEE_REPORTS)
def new_families(request: StaffRequest) -> HttpResponse:
    form = NewFamilies(request.GET or last_thirty_days(request.business.zone))
    if not form.is_valid():
        return render(request, NEW, {"form": form}, status=422)
    page = page_of(new_family_accounts.families(request.business, form.period), request.GET.get("page"))
    page.object_list = list(new_family_accounts.rows(page.object_list))
    return render(request, NEW, {"form": form, "page": page})


@require_POST
@staff_only(Right.EXPORT)
def export_new_families(request: StaffRequest) -> HttpResponseBase:
    form = NewFamilies(request.POST)
    if not form.is_valid():
        return render(request, NEW, {"form": form}, status=422)
    families = new_family_accounts.families(request.business, form.period).iterator(AT_ONCE)
    cells = (row.cells(request.business) for row in new_family_accounts.rows(families))
    return exported(request, "new-family-accounts", new_family_accounts.HEADER, cells)


@require_safe
@staff_only(Right.SEE_REPORTS)
def unsubscribed(request: StaffRequest) -> HttpResponse:
    form = Unsubscribed(request.GET or last_thirty_days(request.business.zone))
    if not form.is_valid():
        return render(request, GONE, {"form": form}, status=422)
    rows = _unsubscribed(request, form)
    page = {
        "form": form,
        "page": page_of(rows, request.GET.get("page")),
        "addresses": len({one.email for row in rows for one in row.opt_outs}),
        "in_all": unsubscribed_families.how_many_in_all(request.business),
    }
    return render(request, GONE, page)


@require_POST
@staff_only(Right.EXPORT)
def export_unsubscribed(request: StaffRequest) -> HttpResponseBase:
    form = Unsubscribed(request.POST)
    if not form.is_valid():
        return render(request, GONE, {"form": form}, status=422)
    cells = (row.cells(request.business) for row in _unsubscribed(request, form))
    return exported(request, "unsubscribed-families", unsubscribed_families.HEADER, cells)


def _unsubscribed(request: StaffRequest, form: Unsubscribed) -> list[unsubscribed_families.Row]:
    kept = form.cleaned_data
    return unsubscribed_families.rows(
        request.business, form.period, how=kept["how"], archived=kept["families"] == "all"
    )
