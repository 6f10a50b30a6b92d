"""The list of families, and a new one by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import page_of
from saidyes.families.adding import add_household
from saidyes.families.finding import family_at
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.finding import FindForm
from saidyes.office.families.forms.people import NewFamilyForm
from saidyes.office.pages import ask, posted
from saidyes.office.sorting import Sorting

SHOWN_WITH = ("guardians__held_addresses__address", "students")
ORDERS = {"name": ("name", "number"), "-created": ("created_at", "number")}


@require_safe
@staff_only(Right.SEE_FAMILIES)
def families(request: StaffRequest) -> HttpResponse:
    """What the search on top of every page leads to; an exact address opens its family."""
    only = family_at(request.business, request.GET.get("q", ""))
    if only:
        return redirect("office-family", only.pk)
    form = FindForm(request.business, request.GET)
    order = Sorting(ORDERS, request.GET.get("sort", ""))
    found = form.families().order_by(*order.fields).prefetch_related(*SHOWN_WITH)
    shown = {"form": form, "page": page_of(found, request.GET.get("page")), "asks": form.asks, "heads": order.heads}
    return render(request, "office/families/families.html", shown, status=200 if form.is_valid() else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def new_family(request: StaffRequest) -> HttpResponse:
    form = NewFamilyForm(request.business, posted(request))
    if not form.is_valid():
        return ask(request, "office/families/new.html", form)
    family = add_household(request.business, form.person, form.home, actor=request.actor, source=Source.OFFICE)
    messages.success(request, f"Saved. {family} is family {family.number}.")
    return redirect("office-family", family.pk)
