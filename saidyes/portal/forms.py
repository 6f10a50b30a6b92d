from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.ui.fields import AddressField


class AddressForm(forms.Form):
    """Whose mail is it? To log in, or to be sent a new link."""

    email = AddressField(label=_("Email"))
