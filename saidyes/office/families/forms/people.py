from typing import Any

from django import forms

from saidyes.businesses.models import Business
from saidyes.businesses.places import STATE_AND_CODE
from saidyes.families.adding import Home, Person
from saidyes.families.models import Family, Guardian
from saidyes.ui.fields import AddressField, LineField, PhoneField


class GuardianForm(forms.Form):
    """The names and phone of an adult."""

    first_name = LineField(label="First name", autocomplete="off")
    last_name = LineField(label="Last name", autocomplete="off")
    phone = PhoneField(required=False, autocomplete="off")

    def __init__(self, business: Business, *args: Any, guardian: Guardian | None = None, **kwargs: Any) -> None:
        if guardian:
            kwargs["initial"] = {name: getattr(guardian, name) for name in ("first_name", "last_name", "phone")}
        super().__init__(*args, **kwargs)
        self.fields["phone"].country = business.country  # type: ignore[attr-defined]

    @property
    def person(self) -> Person:
        typed = self.cleaned_data
        return Person(typed["first_name"], typed["last_name"], typed["phone"], typed.get("address", ""))


class NewGuardianForm(GuardianForm):
    address = AddressField(
        required=False, autocomplete="off", help_text="Starts at “No choice yet”, unless the school knows it already."
    )


class HomeForm(forms.Form):
    """Where a family lives, in the words of the school's country."""

    street = LineField(label="Street", limit=200, required=False, autocomplete="off")
    city = LineField(label="City", required=False, autocomplete="off")
    state = LineField(label="State", required=False, autocomplete="off")
    postal_code = LineField(label="ZIP code", limit=20, required=False, autocomplete="off")

    def call_the_parts(self, business: Business) -> None:
        state, code = map(str, STATE_AND_CODE[business.country])
        self.fields["postal_code"].label = code
        if state:
            self.fields["state"].label = state
        else:
            del self.fields["state"]

    @property
    def home(self) -> Home:
        parts = ("street", "city", "state", "postal_code")
        return Home(**{name: self.cleaned_data[name] for name in parts if name in self.fields})


class NewFamilyForm(HomeForm, NewGuardianForm):
    """A family by hand: its primary guardian and where they live. Named after the guardian."""

    field_order = ("first_name", "last_name", "address", "phone", "street", "city", "state", "postal_code")

    def __init__(self, business: Business, *args: Any, **kwargs: Any) -> None:
        super().__init__(business, *args, **kwargs)
        self.call_the_parts(business)


class FamilyForm(HomeForm):
    name = LineField(label="Family name", autocomplete="off")
    field_order = ("name", "street", "city", "state", "postal_code")

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(family, name) for name in self.field_order}
        super().__init__(*args, **kwargs)
        self.call_the_parts(family.business)


class NewAddressForm(forms.Form):
    address = AddressField(
        autocomplete="off", help_text="Starts at “No choice yet”, unless the school knows it already."
    )
