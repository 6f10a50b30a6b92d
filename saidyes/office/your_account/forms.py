from typing import Any

from django import forms

from saidyes.accounts.factors import is_code_of
from saidyes.accounts.models import Membership
from saidyes.accounts.passwords import refuse_weak
from saidyes.ui.fields import AnswerField, LineField, PasswordField


class NewPasswordForm(forms.Form):
    password = PasswordField(
        is_new=True,
        label="New password",
        missing="Enter a password",
        help_text="8 characters or more. A few words in a row are good.",
    )

    def __init__(self, membership: Membership, *args: Any) -> None:
        super().__init__(*args)
        self.membership = membership

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        refuse_weak(password, self.membership.business, user=self.membership.user)
        return password


class NewAppForm(forms.Form):
    """The first code proves that the app has the secret."""

    code = LineField(
        label="Code in the app",
        limit=20,
        missing="Enter the 6 digits that your app shows",
        autocomplete="one-time-code",
        width="code",
    )

    def __init__(self, secret: str, *args: Any) -> None:
        super().__init__(*args)
        self.secret = secret
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not is_code_of(self.secret, code):
            raise forms.ValidationError("That code is not right. Look at the newest one in your app")
        return code


class PasskeyForm(forms.Form):
    name = LineField(label="Name of the passkey", limit=50, missing="Enter a name", autocomplete="off")
    answer = AnswerField()
