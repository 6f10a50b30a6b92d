from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import in_chunks, page_of
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.exporting import exported
from saidyes.office.periods import PeriodForm
from saidyes.office.reports.forms import NewFamilies, Unsubscribed, last_thirty_days
from saidyes.office.sorting import Sorting
from saidyes.reports import new_family_accounts, unsubscribed_families

NEW = "office/reports/new_family_accounts.html"
GONE = "office/reports/unsubscribed_families.html"
AT_ONCE = 2000  # families in memory while a report leaves
BY_CREATED = {"-created": ("created_at", "number")}
BY_GUARDIAN = {"guardian": ("primary_name", "number"), "-opted_out": ("left_at", "number")}


@require_safe
@staff_only(Right.SEE_REPORTS)
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "office/reports/index.html")


@require_safe
@staff_only(Right.SEE_REPORTS)
def new_families(request: StaffRequest) -> HttpResponse:
    form = NewFamilies(_query(request, NewFamilies))
    if not form.is_valid():
        return render(request, NEW, {"form": form}, status=422)
    order = Sorting(BY_CREATED, request.GET.get("sort", ""))
    families = new_family_accounts.families(request.business, form.period, form.cleaned_data["standing"])
    page = page_of(families.order_by(*order.fields), request.GET.get("page"))
    page.object_list = list(new_family_accounts.rows(page.object_list))
    return render(request, NEW, {"form": form, "page": page, "heads": order.heads})


@require_POST
@staff_only(Right.EXPORT)
def export_new_families(request: StaffRequest) -> HttpResponseBase:
    form = NewFamilies(request.POST)
    if not form.is_valid():
        return render(request, NEW, {"form": form}, status=422)
    families = new_family_accounts.families(request.business, form.period, form.cleaned_data["standing"])
    found = new_family_accounts.rows(families.iterator(AT_ONCE))
    return exported(
        request, "new-family-accounts", new_family_accounts.HEADER, (row.cells(request.business) for row in found)
    )


@require_safe
@staff_only(Right.SEE_REPORTS)
def unsubscribed(request: StaffRequest) -> HttpResponse:
    form = Unsubscribed(_query(request, Unsubscribed))
    if not form.is_valid():
        return render(request, GONE, {"form": form}, status=422)
    business, asked = request.business, form.asked
    order = Sorting(BY_GUARDIAN, request.GET.get("sort", ""))
    page = page_of(unsubscribed_families.families(business, asked).order_by(*order.fields), request.GET.get("page"))
    page.object_list = unsubscribed_families.rows(list(page.object_list), business, asked)
    counts = {
        "addresses": unsubscribed_families.how_many(business, asked),
        "in_all": unsubscribed_families.how_many_in_all(business),
    }
    return render(request, GONE, {"form": form, "page": page, "heads": order.heads, **counts})


@require_POST
@staff_only(Right.EXPORT)
def export_unsubscribed(request: StaffRequest) -> HttpResponseBase:
    form = Unsubscribed(request.POST)
    if not form.is_valid():
        return render(request, GONE, {"form": form}, status=422)
    business, asked = request.business, form.asked
    found = unsubscribed_families.families(business, asked).order_by(*Sorting(BY_GUARDIAN).fields)
    cells = (
        row.cells(business)
        for some in in_chunks(found.iterator(AT_ONCE), AT_ONCE)
        for row in unsubscribed_families.rows(some, business, asked)
    )
    return exported(request, "unsubscribed-families", unsubscribed_families.HEADER, cells)


def _query(request: StaffRequest, filters: type[PeriodForm]) -> Mapping[str, Any]:
    """What was asked for; the last 30 days when no filter was, whatever the page and the order."""
    named = filters.base_fields.keys() & request.GET.keys()
    return request.GET if named else last_thirty_days(request.business.zone)
