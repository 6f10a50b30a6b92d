"""Who on the staff needs more than a password: for an owner to decide."""

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.businesses.models import SecondFactor
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import posted
from saidyes.office.settings.forms import OfSchool
from saidyes.office.settings.saving import ask_and_save
from saidyes.ui.forms import RadioCards

HINTS = {
    SecondFactor.NOBODY.value: "A password alone opens the addresses of all families. Better not.",
    SecondFactor.LEADS.value: "Whoever sends Email Blasts and exports addresses.",
    SecondFactor.EVERYBODY.value: "The front desk and auditors too.",
}


class SecondFactorForm(OfSchool):
    second_factor = forms.ChoiceField(
        label="Who needs a second factor?",
        choices=SecondFactor.choices,
        widget=RadioCards(HINTS, compact=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who needs a second factor"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS, just_now=True)
def page(request: StaffRequest) -> HttpResponse:
    """Whoever needs one and has none is led to setting it up with their next page."""
    form = SecondFactorForm.of(request.business, posted(request))
    return ask_and_save(request, "office/settings/second_factor.html", form)
