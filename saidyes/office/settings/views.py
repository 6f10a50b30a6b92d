from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.businesses.places import begins_with
from saidyes.businesses.sending_domains import check_domains
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.office.settings.forms import BrandForm, SchoolForm, SenderForm
from saidyes.office.settings.overview import sections_of
from saidyes.office.settings.saving import ask_and_save

IN_EUROPE = "From now on each yes waits until it is confirmed by email, and ends after two years of silence."


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
    form = SchoolForm.of(request.business, posted(request))
    if not form.is_valid():
        return ask(request, "office/settings/school.html", form)
    moved = form.cleaned_data["country"] != request.business.country
    begins = begins_with(form.cleaned_data["country"]) if moved else {}
    describe(request.business, {**form.cleaned_data, **begins}, actor=request.actor)
    messages.success(request, f"Saved. {IN_EUROPE}" if begins else "Saved.")
    return redirect("office-settings")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS, just_now=True)
def sender(request: StaffRequest) -> HttpResponse:
    return ask_and_save(request, "office/settings/sender.html", SenderForm.of(request.business, posted(request)))


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
