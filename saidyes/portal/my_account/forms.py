from datetime import date

from django import forms

from saidyes.common import clock
from saidyes.ui.fields import LineField


class StudentForm(forms.Form):
    """A child's name and birthday. No email address: nobody can write to a child (16 CFR 312)."""

    first_name = LineField(label="First name", autocomplete="off")
    last_name = LineField(label="Last name", autocomplete="off")
    born_on = forms.DateField(
        label="Date of birth",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input--medium"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date, like 2018-02-03"},
    )

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > clock.now().date():
            raise forms.ValidationError("The date can’t be in the future")
        if born_on and born_on.year < 1900:
            raise forms.ValidationError("Enter the year with four digits, like 2018")
        return born_on
