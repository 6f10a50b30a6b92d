from typing import Any, Self
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from saidyes.businesses.models import Business
from saidyes.businesses.places import Country, has_states
from saidyes.businesses.senders import is_anothers
from saidyes.common.counting import counted
from saidyes.consent.asking import OWN
from saidyes.consent.models import OwnWords, Standing, WordingKind
from saidyes.consent.phrases import PHRASES
from saidyes.ui.fields import AddressField, LineField, PhoneField

MAILBOX_PROVIDERS = (
    *("gmail.com", "googlemail.com", "yahoo.", "ymail.com", "outlook.", "hotmail.", "live.", "msn.com", "icloud.com"),
    *("me.com", "mac.com", "aol.com", "gmx.", "proton.me", "protonmail.com", "web.de"),
)


def zones() -> list[tuple[str, str]]:
    """The zones of the countries a school can be in, and UTC."""
    near = ("America/", "Pacific/", "Australia/", "Canada/", "US/", "Europe/", "Atlantic/", "Asia/Nicosia")
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
    country = forms.ChoiceField(
        label="Country",
        choices=Country.choices,
        help_text="In Europe each yes waits until it is confirmed by email, unless you decide otherwise.",
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=zones, initial="America/Los_Angeles")

    ORDER: tuple[str, ...] = ("name", "street", "city", "state", "postal_code", "country", "phone", "time_zone")

    def __init__(self, *args: object, business: Business | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.business = business
        chosen = str(self.data.get("country", business.country if business else Country.US))
        chosen = chosen if chosen in Country.values else Country.US.value
        self.fields["phone"] = PhoneField(label="Phone", country=chosen)
        self.fields["state"].required = has_states(chosen)
        self.order_fields(self.ORDER)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.fields["state"].required:
            typed["state"] = ""
        return typed

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


class WordsForm(forms.Form):
    """What a school may word of its question. The rest is not in the form, so it cannot be left out.

    `seen` is the version that was there when the form was opened: who publishes meanwhile is not overruled unread.
    """

    title = LineField(label="The question", limit=120, missing="Enter the question")
    yes_hint = LineField(label="Under Yes", limit=200, missing="Say in a line what Yes brings")
    no_hint = LineField(label="Under No", limit=200, missing="Say in a line what No leaves")
    covers = LineField(label="What Yes covers", limit=200, missing="Name what your Email Blasts are about")
    widened = forms.BooleanField(label="This asks for more than before", required=False)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, own: OwnWords, data: object = None) -> None:
        published = own.business.wordings.filter(kind=WordingKind.QUESTION, language=own.language)
        newest = published.order_by("-version").first()
        self.newest = newest.version if newest else 0
        super().__init__(data, initial={**{name: getattr(own, name) for name in OWN}, "seen": self.newest})  # type: ignore[arg-type]
        self.stored, self.refusal = own, 422
        sentence = PHRASES[own.language].purpose.format(covers="…")
        opted_in = own.business.addresses.filter(standing=Standing.OPTED_IN).count()
        going_back = counted(opted_in, "opted-in address goes", "opted-in addresses go")
        self.fields["widened"].help_text = f"{going_back} back to no choice yet: no Email Blasts until a new choice."
        self.fields["covers"].help_text = f"Makes the sentence {sentence}"

    def clean(self) -> dict[str, object]:
        if "publish" in self.data and self.cleaned_data.get("seen") != self.newest:
            self.refusal = 409
            self.add_error(None, f"Version {self.newest} was published a moment ago. Look at it before you publish")
        return self.cleaned_data

    @property
    def own(self) -> OwnWords:
        """What was typed, where it can be read; else what is stored."""
        said = {name: getattr(self.stored, name) for name in OWN}
        typed = {name: self.cleaned_data[name] for name in OWN if name in getattr(self, "cleaned_data", {})}
        return OwnWords(business=self.stored.business, language=self.stored.language, **{**said, **typed})
