"""Whom the school belongs to. A name that was missing is written down; a school that was sold asks everybody anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.blasts.scheduling import pause_all
from saidyes.businesses.models import Business
from saidyes.common.counting import counted
from saidyes.consent.describing import describe
from saidyes.consent.models import Standing
from saidyes.consent.selling import change_hands
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.ui.fields import LineField
from saidyes.ui.forms import RadioCards

SAME, SOLD = "same", "sold"
TYPE_IT = "Type the name of the school, so that no slip of a finger ends every yes"
PAUSED = "The school belongs to somebody else now. Read it again before it goes on."


class OwnerForm(forms.Form):
    """The company or person, and whether it is another one. A sale takes the school's name, typed."""

    legal_name = LineField(
        label="Company or person",
        missing="Enter the company or person that the school belongs to",
        help_text="As in a contract. Families read it beside the question.",
        autocomplete="off",
    )
    what = forms.ChoiceField(
        label="What has changed?",
        choices=[(SAME, "Only the name that we show"), (SOLD, "The school was sold")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what has changed"),
    )
    school = LineField(label="Type the name of the school to confirm the sale", missing=TYPE_IT, autocomplete="off")

    def __init__(self, business: Business, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["legal_name"] = business.legal_name
        self.business = business
        opted_in = business.addresses.filter(standing=Standing.OPTED_IN).count()
        going_back = counted(opted_in, "opted-in address goes", "opted-in addresses go")
        self.fields["what"].widget = RadioCards(
            {
                SAME: "It was missing or misspelled. Every choice stays.",
                SOLD: f"Another company or person runs it. {going_back} back to no choice yet, for they said yes to "
                "somebody else. Families are asked again at their next log-in. Nothing of it can be taken back.",
            },
            compact=True,
        )
        self.fields["what"].widget.choices = self.fields["what"].choices  # type: ignore[attr-defined]
        self.fields["school"].help_text = f"The name is {business.name}."
        self.fields["school"].required = not self.is_bound or self.data.get("what") == SOLD

    @property
    def is_sold(self) -> bool:
        return bool(self.cleaned_data.get("what") == SOLD)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.is_sold and typed.get("school", self.business.name).casefold() != self.business.name.casefold():
            self.add_error("school", f"This is not the name of the school. Type {self.business.name}")
        if self.is_sold and typed.get("legal_name") in (self.business.legal_name, self.business.name):
            self.add_error("legal_name", "Enter the new company or person: this is the one that is there")
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS, just_now=True)
def page(request: StaffRequest) -> HttpResponse:
    business = request.business
    form = OwnerForm(business, posted(request))
    if not form.is_valid():
        return ask(request, "office/settings/owner.html", form)
    legal_name = form.cleaned_data["legal_name"]
    if form.is_sold:
        change_hands(business, legal_name, actor=request.actor)
        pause_all([business.pk], why=PAUSED, actor=request.actor, source=Source.OFFICE)
        messages.success(request, f"Saved. {legal_name} asks from now on, and every yes from before ends.")
    else:
        describe(business, {"legal_name": legal_name}, actor=request.actor)
        messages.success(request, "Saved.")
    return redirect("office-settings")
