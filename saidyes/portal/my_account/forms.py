from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.accounts.models import User
from saidyes.accounts.passwords import refuse_weak
from saidyes.businesses.models import Business
from saidyes.ui.fields import AnswerField, LineField, PasswordField
from saidyes.ui.moments import BirthdayField


class StudentForm(forms.Form):
    """A child's name and birthday. No email address: nobody can write to a child (16 CFR 312)."""

    first_name = LineField(label=_("First name"), missing=_("Enter the first name"), autocomplete="off")
    last_name = LineField(label=_("Last name"), missing=_("Enter the last name"), autocomplete="off")
    born_on = BirthdayField()


class PasswordForm(forms.Form):
    """Typed once: whoever mistypes it gets in by a code."""

    password = PasswordField(
        is_new=True,
        label=_("New password"),
        missing=_("Enter a password"),
        help_text=_("8 characters or more. A few words in a row are good."),
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
    answer = AnswerField()
