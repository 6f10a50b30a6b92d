"""When a yes counts, when it ends, and who may overrule a no: for an owner to decide."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.businesses.models import Confirmation
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import posted
from saidyes.office.settings.forms import OfSchool
from saidyes.office.settings.saving import ask_and_save
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


class ConsentForm(OfSchool):
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
    desk_overrules_no = forms.BooleanField(
        label="The front desk may record a yes where a family said no",
        help_text="With how, when and what they said. Else only owners and managers may.",
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def page(request: StaffRequest) -> HttpResponse:
    return ask_and_save(request, "office/settings/consent.html", ConsentForm.of(request.business, posted(request)))
