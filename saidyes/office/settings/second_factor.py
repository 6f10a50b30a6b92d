"""Who on the staff needs more than a password: for an owner to decide."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.businesses.models import SecondFactor
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.ui.forms import RadioCards

HINTS = {
    SecondFactor.NOBODY.value: "A password alone opens the addresses of all families. Better not.",
    SecondFactor.LEADS.value: "Whoever sends Email Blasts and exports addresses.",
    SecondFactor.EVERYBODY.value: "The front desk and auditors too.",
}


class SecondFactorForm(forms.Form):
    second_factor = forms.ChoiceField(
        label="Who needs a second factor?",
        choices=SecondFactor.choices,
        widget=RadioCards(HINTS, compact=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who needs a second factor"),
    )


@require_http_methods(["GET", "POST"])
@staff_only(Right.CHANGE_SETTINGS, just_now=True)
def page(request: StaffRequest) -> HttpResponse:
    """Whoever needs one and has none is led to setting it up with their next page."""
    business = request.business
    form = SecondFactorForm(posted(request), initial={"second_factor": business.second_factor})
    if not form.is_valid():
        return ask(request, "office/settings/second_factor.html", form)
    describe(business, form.cleaned_data, actor=request.actor)
    messages.success(request, "Saved.")
    return redirect("office-settings")
