from django import forms

from saidyes.ui.fields import AddressField


class AddressForm(forms.Form):
    """Whose mail is it? To log in, or to be sent a new link."""

    email = AddressField(label="Email")
