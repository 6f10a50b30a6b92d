from django import forms

from saidyes.ui.fields import LineField
from saidyes.ui.moments import BirthdayField


class StudentForm(forms.Form):
    """A child's name and birthday. No email address: nobody can write to a child (16 CFR 312)."""

    first_name = LineField(label="First name", autocomplete="off")
    last_name = LineField(label="Last name", autocomplete="off")
    born_on = BirthdayField()
