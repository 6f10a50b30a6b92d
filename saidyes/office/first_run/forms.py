import secrets
from pathlib import Path

from django import forms
from django.conf import settings

from saidyes.accounts.passwords import LONGEST, refuse_weak
from saidyes.office.settings.forms import SchoolForm, SenderField
from saidyes.ui.fields import AddressField, LineField


def set_up_code() -> str:
    """The code that `./run --empty` printed; empty when there is none."""
    path = Path(settings.SAIDYES_DATA_DIR) / "set-up-code"
    return path.read_text().strip() if path.exists() else ""


class FirstRunForm(SchoolForm):
    """From nothing to a school with an owner, on one page."""

    code = LineField(label="Set-up code", help_text="Printed where Saidyes was started.", autocomplete="one-time-code")
    blast_address = SenderField(label="Email Blasts come from", help_text="An address of your own domain.")
    notice_address = SenderField(label="Receipts and confirmations come from", help_text="Another one of your domain.")
    your_name = LineField(label="Your name", missing="Enter your name", autocomplete="name")
    your_address = AddressField(label="Your email address")
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text="At least 8 characters. A few words are better than one.",
        error_messages={"required": "Enter a password"},
    )

    ORDER = ("code", *SchoolForm.ORDER)

    def clean_code(self) -> str:
        expected = set_up_code()
        if not expected or not secrets.compare_digest(expected.encode(), self.cleaned_data["code"].encode()):
            raise forms.ValidationError("That is not the set-up code")
        return expected

    def clean(self) -> dict[str, object]:
        """The names on this page are what anybody would try first."""
        typed = super().clean() or self.cleaned_data
        if typed.get("password"):
            words = " ".join(
                str(typed.get(name, "")) for name in ("name", "your_name", "your_address", "city", "street")
            )
            try:
                refuse_weak(typed["password"], None, words=words)
            except forms.ValidationError as why:
                self.add_error("password", why)
        return typed
