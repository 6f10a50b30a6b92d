from typing import Self
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from saidyes.businesses.models import Business, Country
from saidyes.businesses.senders import is_anothers
from saidyes.ui.fields import AddressField, LineField, PhoneField

MAILBOX_PROVIDERS = (
    *("gmail.com", "googlemail.com", "yahoo.", "ymail.com", "outlook.", "hotmail.", "live.", "msn.com", "icloud.com"),
    *("me.com", "mac.com", "aol.com", "gmx.", "proton.me", "protonmail.com", "web.de"),
)


def zones() -> list[tuple[str, str]]:
    """The zones of the countries a school can be in, and UTC."""
    near = ("America/", "Pacific/", "Australia/", "Canada/", "US/")
    names = sorted(name for name in available_timezones() if name.startswith(near) or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


class SenderField(AddressField):
    """An address that mail is sent from: never one of a mailbox provider, which would refuse it."""

    def clean(self, value: str) -> str:
        address = super().clean(value)
        domain = address.rpartition("@")[2].lower()
        if any(domain == one or (one.endswith(".") and domain.startswith(one)) for one in MAILBOX_PROVIDERS):
            raise ValidationError(f"Mail can’t be sent from {domain}. Use an address of your own domain")
        return address


class SchoolForm(forms.Form):
    """Who the school is and where: families see all of it beside the question and under every mail."""

    name = LineField(label="School", missing="Enter the name of the school", autocomplete="organization")
    street = LineField(label="Street", limit=200, autocomplete="street-address")
    city = LineField(label="City", autocomplete="address-level2")
    state = LineField(label="State", autocomplete="address-level1")
    postal_code = LineField(label="ZIP or postal code", limit=20, autocomplete="postal-code")
    country = forms.ChoiceField(label="Country", choices=Country.choices)
    time_zone = forms.ChoiceField(label="Time zone", choices=zones, initial="America/Los_Angeles")

    ORDER: tuple[str, ...] = ("name", "street", "city", "state", "postal_code", "country", "phone", "time_zone")

    def __init__(self, *args: object, business: Business | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.business = business
        chosen = str(self.data.get("country", business.country if business else Country.US))
        self.fields["phone"] = PhoneField(label="Phone", country=chosen if chosen in Country.values else Country.US)
        self.order_fields(self.ORDER)

    @classmethod
    def of(cls, business: Business, data: object = None) -> Self:
        """The form filled with what is stored, or with what was typed."""
        stored = {name: getattr(business, name) for name in [*cls.base_fields, "phone"]}
        return cls(data, initial=stored, business=business)


class SettingsForm(SchoolForm):
    """The school and its sender."""

    sender_name = LineField(label="Sender name", help_text="Families see this name in their inbox.")
    blast_address = SenderField(label="Email Blasts come from", help_text="An address of your own domain.")
    notice_address = SenderField(
        label="Receipts and confirmations come from", help_text="Another one, so that they are never taken for news."
    )
    reply_to = AddressField(label="Replies go to", help_text="Somebody must read this mailbox.")

    SENDER = ("sender_name", "blast_address", "notice_address", "reply_to")

    @property
    def sender(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SENDER]

    def clean(self) -> dict[str, object]:
        typed = super().clean() or {}
        if typed.get("blast_address") and typed.get("blast_address") == typed.get("notice_address"):
            self.add_error("notice_address", "Use another address than for Email Blasts")
        for name in ("blast_address", "notice_address"):
            if self.business and typed.get(name) and is_anothers(str(typed[name]), self.business):
                self.add_error(name, "Another school sends from this address")
        return typed
