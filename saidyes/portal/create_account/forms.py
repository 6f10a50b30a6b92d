from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saidyes.businesses.models import Business
from saidyes.businesses.places import STATE_AND_CODE
from saidyes.families.adding import Home, Person
from saidyes.ui.fields import AddressField, LineField, PhoneField


class ContactForm(forms.Form):
    """Who somebody is and where they live, in the words of the school's country."""

    first_name = LineField(label=_("First name"), missing=_("Enter your first name"), autocomplete="given-name")
    last_name = LineField(label=_("Last name"), missing=_("Enter your last name"), autocomplete="family-name")
    phone = PhoneField()
    street = LineField(label=_("Street"), limit=200, missing=_("Enter the street"), autocomplete="address-line1")
    city = LineField(label=_("City"), missing=_("Enter the city"), autocomplete="address-level2")
    state = LineField(label=_("State"), autocomplete="address-level1", width="medium")
    postal_code = LineField(label=_("ZIP code"), limit=20, autocomplete="postal-code", width="narrow")

    def __init__(self, business: Business, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = PhoneField(country=business.country)
        state, postal_code = STATE_AND_CODE[business.country]
        if state:
            self._call("state", str(state))
        else:
            del self.fields["state"]
        self._call("postal_code", str(postal_code))

    @property
    def person(self) -> Person:
        given = self.cleaned_data
        return Person(given["first_name"], given["last_name"], given["phone"], given.get("email", ""))

    @property
    def home(self) -> Home:
        parts = ("street", "city", "state", "postal_code")
        return Home(**{part: self.cleaned_data[part] for part in parts if part in self.fields})

    def _call(self, name: str, label: str | Promise) -> None:
        field, part = self.fields[name], str(label)
        field.label = part
        part = part if "ZIP" in part else part.lower()
        field.error_messages["required"] = _("Enter the %(part)s") % {"part": part}


class DetailsForm(ContactForm):
    """Step 1: for a guardian, or a student who is an adult. No child's address is asked for (16 CFR 312)."""

    email = AddressField(label=_("Email"))
    field_order = ["first_name", "last_name", "email"]
