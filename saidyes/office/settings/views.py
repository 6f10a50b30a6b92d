from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.businesses.places import begins_with
from saidyes.consent.asking import question_of
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.settings.forms import SettingsForm

PAGE = "office/settings/settings.html"
IN_EUROPE = "From now on each yes waits until it is confirmed by email, and ends after two years of silence."


@require_safe
@staff_only(Right.SEE_SETTINGS)
def show(request: StaffRequest) -> HttpResponse:
    return _page(request, SettingsForm.of(request.business))


@require_POST
@staff_only(Right.CHANGE_SETTINGS, just_now=True)
def save(request: StaffRequest) -> HttpResponse:
    form = SettingsForm.of(request.business, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    moved = form.cleaned_data["country"] != request.business.country
    begins = begins_with(form.cleaned_data["country"]) if moved else {}
    describe(request.business, {**form.cleaned_data, **begins}, actor=request.actor)
    messages.success(request, f"Saved. {IN_EUROPE}" if begins else "Saved.")
    return redirect("office-settings")


def _page(request: StaffRequest, form: SettingsForm, status: int = 200) -> HttpResponse:
    question = question_of(request.business)
    staff = request.business.memberships.filter(active=True).select_related("user").order_by("created_at")
    if not request.membership.may(Right.CHANGE_SETTINGS):
        for field in form.fields.values():
            field.disabled = True
    return render(request, PAGE, {"form": form, "question": question, "staff": staff}, status=status)
