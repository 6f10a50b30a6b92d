from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from saidyes.accounts.models import User
from saidyes.common.addresses import canonical
from saidyes.office.doors import OfficeRequest, membership_of
from saidyes.ui.fields import AddressField, PasswordField

NO_MATCH = "That email and password do not match"


class LogInForm(forms.Form):
    """One sentence for every way to fail, so that nobody learns who is on the staff."""

    login = AddressField(label="Email", autocomplete="username")
    password = PasswordField(is_new=False, label="Password", missing="Enter your password", wrong=NO_MATCH)

    def __init__(self, request: OfficeRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.user = self._authenticated()
        return self.cleaned_data

    def _authenticated(self) -> User:
        """The member of staff of this school with that password. Too many tries raise allauth's own sentence."""
        address = canonical(self.cleaned_data["login"]).key
        user = get_adapter().authenticate(self.request, email=address, password=self.cleaned_data["password"])
        if not isinstance(user, User) or not user.is_active or membership_of(user, self.request.business) is None:
            raise forms.ValidationError(NO_MATCH)
        return user
