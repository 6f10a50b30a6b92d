from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.accounts.models import User
from saidyes.common.addresses import canonical
from saidyes.families.models import Guardian
from saidyes.portal.doors import PortalRequest
from saidyes.portal.log_in.arriving import guardian_at
from saidyes.ui.fields import AddressField, PasswordField

NO_MATCH = _("That email and password do not match")


class PasswordLogInForm(forms.Form):
    """One sentence for every way to fail, so that nobody learns who has an account, or a password."""

    email = AddressField(label=_("Email"), autocomplete="username")
    password = PasswordField(is_new=False, label=_("Password"), missing=_("Enter your password"), wrong=NO_MATCH)

    def __init__(self, request: PortalRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.guardian: Guardian | None = None

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.guardian = self._authenticated()
        return self.cleaned_data

    def _authenticated(self) -> Guardian:
        """The guardian of this school with that password. Too many tries raise allauth's own sentence."""
        key = canonical(self.cleaned_data["email"]).key
        user = get_adapter().authenticate(self.request, email=key, password=self.cleaned_data["password"])
        guardian = guardian_at(self.request.business, key) if isinstance(user, User) else None
        if guardian is None or guardian.user != user:
            raise forms.ValidationError(NO_MATCH)
        return guardian
