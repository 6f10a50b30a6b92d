from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.common.addresses import canonical
from saidyes.families.models import Guardian
from saidyes.ui.fields import AddressField


class NewAddressForm(forms.Form):
    """An address of one's own: nobody adds one for somebody else here."""

    email = AddressField(label=_("Email address"), help_text=_("Your own. We send a code to it."))

    def __init__(self, guardian: Guardian, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardian = guardian

    def clean_email(self) -> str:
        spelling = str(self.cleaned_data["email"])
        if self.guardian.held_addresses.filter(address__key=canonical(spelling).key).exists():
            raise forms.ValidationError(_("This address is already on your account"))
        return spelling
