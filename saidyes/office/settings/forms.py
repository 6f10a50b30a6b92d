from typing import Any, Self
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from saidyes.businesses.brand import keep_logo
from saidyes.businesses.models import Business
from saidyes.businesses.places import STATE_AND_CODE, Country, has_states
from saidyes.businesses.senders import is_anothers
from saidyes.common.counting import counted
from saidyes.consent.asking import OWN
from saidyes.consent.models import OwnWords, Standing, WordingKind
from saidyes.consent.phrases import PHRASES
from saidyes.ui.fields import AddressField, ColourField, LineField, LogoField, PhoneField

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


class OfSchool(forms.Form):
    """Columns of a school: filled with what is stored, or with what was typed."""

    def __init__(self, *args: Any, business: Business | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business

    @classmethod
    def of(cls, business: Business, data: object = None, files: object = None) -> Self:
        form = cls(data, files, business=business)
        form.initial = {name: getattr(business, name) for name in form.fields if hasattr(business, name)}
        return form


class NameForm(OfSchool):
    """What the school is called, and whose law and clock it lives by."""

    name = LineField(label="School", missing="Enter the name of the school", autocomplete="organization")
    country = forms.ChoiceField(
        label="Country",
        choices=Country.choices,
        help_text="In Europe each yes waits until it is confirmed by email, unless you decide otherwise.",
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=zones, initial="America/Los_Angeles")


class PlaceForm(OfSchool):
    """Where the school is found: families see it beside the question and under every Email Blast."""

    street = LineField(label="Street", limit=200, autocomplete="address-line1")
    city = LineField(label="City", autocomplete="address-level2")
    state = LineField(label="State", autocomplete="address-level1")
    postal_code = LineField(label="ZIP or postal code", limit=20, autocomplete="postal-code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.business.country if self.business else Country.US
        typed = str(self.data.get("country", stored))
        country = typed if typed in Country.values else str(Country.US)
        self.fields["state"].label, self.fields["postal_code"].label = map(str, STATE_AND_CODE[country])
        self.fields["phone"] = PhoneField(label="Phone", country=country)
        if not has_states(country):
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        return {"state": "", **(super().clean() or self.cleaned_data)}


class SchoolForm(PlaceForm, NameForm):
    """Who the school is and where, on one page."""

    field_order = ("name", "street", "city", "state", "postal_code", "country", "phone", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class SenderForm(OfSchool):
    """Where the school's mail comes from."""

    sender_name = LineField(label="Sender name", help_text="Families see this name in their inbox.")
    blast_address = SenderField(label="Email Blasts come from", help_text="An address of your own domain.")
    notice_address = SenderField(
        label="Receipts and confirmations come from", help_text="Another one, so that they are never taken for news."
    )
    reply_to = AddressField(label="Replies go to", help_text="Somebody must read this mailbox.")

    def clean(self) -> dict[str, object]:
        typed = super().clean() or {}
        if typed.get("blast_address") and typed.get("blast_address") == typed.get("notice_address"):
            self.add_error("notice_address", "Use another address than for Email Blasts")
        for name in ("blast_address", "notice_address"):
            if self.business and typed.get(name) and is_anothers(str(typed[name]), self.business):
                self.add_error(name, "Another school sends from this address")
        return typed


class BrandForm(OfSchool):
    """What people know the school by."""

    brand_colour = ColourField(label="Color", help_text="The line over every page and Email Blast, never a text.")
    logo = LogoField(
        label="Logo", required=False, help_text="PNG, JPEG or WebP, at most 1 MB. Every mail program shows a PNG."
    )
    without_logo = forms.BooleanField(label="Show no logo", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.business and self.business.logo_name):
            del self.fields["without_logo"]

    @property
    def logo_name(self) -> str:
        """Of the logo that was chosen, which is kept now; of the old one; or none."""
        chosen, business = self.cleaned_data["logo"], self.business
        if business is None or self.cleaned_data.get("without_logo"):
            return ""
        return keep_logo(business, chosen).name if chosen else business.logo_name


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
