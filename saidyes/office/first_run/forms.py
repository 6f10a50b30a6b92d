import secrets

from django import forms

from saidyes.accounts.passwords import refuse_weak
from saidyes.common.keeping import kept_at
from saidyes.office.settings.forms import NameForm
from saidyes.ui.fields import AddressField, LineField, PasswordField


def set_up_code() -> str:
    """The code that `./run --empty` printed; empty when there is none."""
    path = kept_at("set-up-code")
    return path.read_text().strip() if path.exists() else ""


class OpeningForm(NameForm):
    """Who may, and what the school is called."""

    code = LineField(label="Set-up code", help_text="Printed where Saidyes was started.", autocomplete="one-time-code")

    field_order = ("code", "name", "country", "time_zone")

    def clean_code(self) -> str:
        expected = set_up_code()
        if not expected or not secrets.compare_digest(expected.encode(), self.cleaned_data["code"].encode()):
            raise forms.ValidationError("That is not the set-up code")
        return expected


class OwnerForm(forms.Form):
    """Whoever sets the school up owns it."""

    your_name = LineField(label="Your name", missing="Enter your name", autocomplete="name")
    your_address = AddressField(label="Your email address")
    password = PasswordField(
        is_new=True,
        label="Password",
        missing="Enter a password",
        help_text="At least 8 characters. A few words are better than one.",
    )

    def __init__(self, data: object, *, school: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.school = school

    def clean(self) -> dict[str, object]:
        """Names are what anybody would try first."""
        typed = super().clean() or self.cleaned_data
        if typed.get("password"):
            words = " ".join((self.school, str(typed.get("your_name", "")), str(typed.get("your_address", ""))))
            try:
                refuse_weak(typed["password"], None, words=words)
            except forms.ValidationError as why:
                self.add_error("password", why)
        return typed
