"""What most pages of the settings do with their form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest
from saidyes.office.pages import ask
from saidyes.office.settings.forms import OfSchool


def ask_and_save(request: StaffRequest, template: str, form: OfSchool) -> HttpResponse:
    """The form until it is right; then the school is as it says."""
    if not form.is_valid():
        return ask(request, template, form)
    describe(request.business, form.cleaned_data, actor=request.actor)
    messages.success(request, "Saved.")
    return redirect("office-settings")
