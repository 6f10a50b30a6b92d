"""When a yes counts, and when it ends: for an owner to decide."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.businesses.models import Confirmation
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.ui.forms import RadioCards

HINTS = {
    Confirmation.SIGN_UP.value: "Where a code proved the address, or staff hold evidence.",
    Confirmation.ALWAYS.value: "Each yes waits until a link in one email is used. The EU and the UK ask for it.",
}


class MonthsField(forms.IntegerField):
    """From 1 to 120, or empty."""

    def __init__(self, **options: Any) -> None:
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a number of months from 1 to 120")
        look = forms.TextInput(attrs={"inputmode": "numeric", "class": "input--narrow", "autocomplete": "off"})
        super().__init__(min_value=1, max_value=120, required=False, widget=look, error_messages=wrong, **options)


class ConsentForm(forms.Form):
    confirmation = forms.ChoiceField(
        label="When does a yes count?",
        choices=Confirmation.choices,
        widget=RadioCards(HINTS, compact=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select when a yes counts"),
    )
    yes_lasts_months = MonthsField(
        label="Months until a yes ends by itself", help_text="Families are asked again at their next log-in."
    )
    dormant_after_months = MonthsField(
        label="Months without an Email Blast until a yes ends",
        help_text="So that nobody hears from you after years of silence.",
    )


@require_http_methods(["GET", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def page(request: StaffRequest) -> HttpResponse:
    business = request.business
    stored = {name: getattr(business, name) for name in ConsentForm.base_fields}
    form = ConsentForm(posted(request), initial=stored)
    if not form.is_valid():
        return ask(request, "office/settings/consent.html", form)
    describe(business, form.cleaned_data, actor=request.actor)
    messages.success(request, "Saved.")
    return redirect("office-settings")
