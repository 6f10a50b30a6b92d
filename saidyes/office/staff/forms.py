from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from saidyes.accounts.models import User
from saidyes.accounts.passwords import refuse_weak
from saidyes.accounts.rights import Role
from saidyes.office.doors import InvitedRequest
from saidyes.ui.fields import AddressField, LineField, PasswordField
from saidyes.ui.forms import RadioCards

HINTS = {
    Role.OWNER.value: "Everything, also settings and staff.",
    Role.MANAGER.value: "Sends Email Blasts, imports and exports, reads the audit log.",
    Role.FRONT_DESK.value: "Looks after families and their choices. Sends no Email Blasts, exports nothing.",
    Role.AUDITOR.value: "Sees and exports everything, and changes nothing.",
}
NOT_YOURS = "That is not the password you log in with"


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Role",
        choices=Role.choices,
        widget=RadioCards(HINTS, compact=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a role"),
    )


class RoleForm(forms.Form):
    role = role_field()


class InviteForm(forms.Form):
    name = LineField(label="Name", missing="Enter their name", autocomplete="off")
    address = AddressField(label="Email address", autocomplete="off")
    role = role_field()


class JoinForm(forms.Form):
    """A password to choose; whoever has one already, shows it."""

    password = PasswordField(
        is_new=True,
        label="Password",
        missing="Enter a password",
        help_text="At least 8 characters. A few words are better than one.",
    )

    def __init__(self, request: InvitedRequest, *, known: bool, data: Any = None) -> None:
        super().__init__(data)
        self.request, self.known = request, known
        if known:
            field = self.fields["password"]
            field.label, field.widget.attrs["autocomplete"] = "Your password", "current-password"
            field.help_text = "The one you log in with already. It opens this Office Portal too."

    def clean_password(self) -> str:
        """Too many tries raise allauth's own sentence."""
        typed, invitation = str(self.cleaned_data["password"]), self.request.invitation
        if not self.known:
            refuse_weak(typed, invitation.business, user=User(email=invitation.key, name=invitation.name))
        elif get_adapter().authenticate(self.request, email=invitation.key, password=typed) is None:
            raise forms.ValidationError(NOT_YOURS)
        return typed
