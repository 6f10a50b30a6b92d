from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.businesses.sending_domains import check_domains
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.office.settings.forms import BrandForm, OfSchool, SchoolForm, SenderForm
from saidyes.office.settings.overview import sections_of


@require_safe
@staff_only(Right.SEE_SETTINGS)
def show(request: StaffRequest) -> HttpResponse:
    staff = request.business.memberships.filter(active=True).select_related("user").order_by("created_at")
    page = {
        "sections": sections_of(request.business),
        "staff": staff,
        "missing": request.business.cannot_send_because(),
    }
    return render(request, "office/settings/settings.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def school(request: StaffRequest) -> HttpResponse:
    return _page(request, SchoolForm.of(request.business, posted(request)), "school")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def sender(request: StaffRequest) -> HttpResponse:
    return _page(request, SenderForm.of(request.business, posted(request)), "sender")


@require_safe
@staff_only(Right.SEE_SETTINGS)
def sender_check(request: StaffRequest) -> HttpResponse:
    """Asks the DNS while the page waits, for some seconds at most."""
    return render(request, "office/settings/sender_check.html", {"domains": check_domains(request.business)})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def brand(request: StaffRequest) -> HttpResponse:
    form = BrandForm.of(request.business, posted(request), request.FILES or None)
    if not form.is_valid():
        return ask(request, "office/settings/brand.html", form)
    changes = {"brand_colour": form.cleaned_data["brand_colour"], "logo_name": form.logo_name}
    describe(request.business, changes, actor=request.actor)
    messages.success(request, "Saved.")
    return redirect("office-settings-brand")


def _page(request: StaffRequest, form: OfSchool, name: str) -> HttpResponse:
    if not form.is_valid():
        return ask(request, f"office/settings/{name}.html", form)
    describe(request.business, form.cleaned_data, actor=request.actor)
    messages.success(request, "Saved.")
    return redirect("office-settings")
