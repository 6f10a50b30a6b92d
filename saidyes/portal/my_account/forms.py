from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.accounts.models import User
from saidyes.accounts.passwords import LONGEST, refuse_weak
from saidyes.businesses.models import Business
from saidyes.ui.fields import LineField
from saidyes.ui.moments import BirthdayField


class StudentForm(forms.Form):
    """A child's name and birthday. No email address: nobody can write to a child (16 CFR 312)."""

    first_name = LineField(label=_("First name"), missing=_("Enter the first name"), autocomplete="off")
    last_name = LineField(label=_("Last name"), missing=_("Enter the last name"), autocomplete="off")
    born_on = BirthdayField()


class PasswordForm(forms.Form):
    """Typed once: whoever mistypes it gets in by a code."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("8 characters or more. A few words in a row are good."),
        strip=False,
        max_length=LONGEST,
        error_messages={"required": _("Enter a password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, business: Business, *args: Any) -> None:
        super().__init__(*args)
        self.user, self.business = user, business

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        refuse_weak(password, self.business, user=self.user)
        return password


class PasskeyForm(forms.Form):
    name = LineField(label=_("Name of the passkey"), limit=50, missing=_("Enter a name"), autocomplete="off")
    answer = forms.CharField(required=False, strip=False, widget=forms.HiddenInput(attrs={"data-passkey-answer": ""}))
