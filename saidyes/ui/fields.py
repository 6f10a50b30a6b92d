"""What people type, cleaned at the door; every refusal is a sentence for the person who typed."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from saidyes.common import addresses, logos, phones, plain_text, scans

LONGEST_PASSWORD = 1024  # characters
LIKE_AN_ADDRESS = _("Enter an email address, like name@example.com")
LIKE_A_PHONE = {
    "US": _("Enter a phone number, like (503) 555-0142"),
    "CA": _("Enter a phone number, like (604) 555-0142"),
    "AU": _("Enter a phone number, like (02) 5550 0142"),
    "NZ": _("Enter a phone number, like 09 555 0142"),
}


class LineField(forms.CharField):
    """One line of text in NFC, trimmed, without control characters. `missing` is said when it is empty."""

    def __init__(
        self, *, limit: int = 100, missing: Any = "", autocomplete: str = "", width: str = "", **options: Any
    ) -> None:
        super().__init__(strip=False, **options)
        self.limit = limit
        self.error_messages["required"] = missing or f"Enter the {_in_a_sentence(self.label)}"
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete
        if width:
            self.widget.attrs["class"] = f"input--{width}"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return self.read(text)
        except plain_text.NotPlain as refused:
            raise ValidationError(str(refused), code="not_plain") from refused

    def read(self, text: str) -> str:
        return plain_text.one_line(text, self.limit)


class TextField(LineField):
    """Several lines of text: a note, the body of a message."""

    def __init__(self, *, limit: int = 2_000, rows: int = 4, **options: Any) -> None:
        super().__init__(limit=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)

    def read(self, text: str) -> str:
        return plain_text.several_lines(text, self.limit)


class AddressField(forms.CharField):
    """An email address, cleaned to the spelling we keep: a `str`; `canonical()` of it has the key."""

    def __init__(self, *, autocomplete: str = "email", **options: Any) -> None:
        # type=text with an email keyboard: the browser's own check refuses addresses that we take
        attrs = {"inputmode": "email", "autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        options.setdefault("label", _("Email address"))
        super().__init__(widget=forms.TextInput(attrs=attrs), strip=False, **options)
        self.error_messages["required"] = LIKE_AN_ADDRESS

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        if not text.strip(addresses.AROUND):
            return ""
        try:
            return addresses.canonical(text).spelling
        except addresses.NotAnAddress as refused:
            raise ValidationError(LIKE_AN_ADDRESS, code="not_an_address") from refused


class PasswordField(forms.CharField):
    """A password as it was typed: nothing is trimmed, cleaned or shown again. `LONGEST_PASSWORD` is all that is read,
    since hashing costs time.
    """

    def __init__(self, *, is_new: bool, label: Any, missing: Any, wrong: Any = "", **options: Any) -> None:
        attrs = {"autocomplete": "new-password" if is_new else "current-password"}
        widget = forms.PasswordInput(attrs=attrs)
        super().__init__(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)
        self.error_messages["required"] = missing
        if wrong:  # one that nobody can have is told like any other that is not right
            self.error_messages |= dict.fromkeys(("max_length", "null_characters_not_allowed"), wrong)


class AnswerField(forms.CharField):
    """What a device answers when it makes a passkey: never typed, and judged by `accounts/passkeys`."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, widget=forms.HiddenInput(attrs={"data-passkey-answer": ""}))


class PhoneField(forms.CharField):
    """A phone number as people of `country` write it; cleaned to E.164, shown as they would write it."""

    def __init__(self, *, country: str = "US", autocomplete: str = "tel", **options: Any) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": autocomplete, "class": "input--medium"}
        options.setdefault("label", _("Phone"))
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.country = country
        self.error_messages["required"] = self.like_a_phone

    @property
    def like_a_phone(self) -> str:
        like = LIKE_A_PHONE.get(self.country)
        return str(like or _("Enter a phone number, like %(example)s") % {"example": phones.example(self.country)})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if not text:
            return ""
        try:
            return phones.e164(text, self.country)
        except phones.NotAPhoneNumber as refused:
            raise ValidationError(self.like_a_phone, code="not_a_phone") from refused

    def prepare_value(self, value: Any) -> Any:
        return phones.national(value, self.country) if isinstance(value, str) and value.startswith("+") else value


def _in_a_sentence(label: object) -> str:
    """`last name` for Last name, `ZIP` for ZIP."""
    text = str(label or "text")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


class ScanField(forms.FileField):
    """A photo or scan, cleaned to the `bytes` to keep; none of it where there is no file. Its name is never read."""

    def __init__(self, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ",".join(scans.TYPES.values())})
        super().__init__(widget=widget, **options)
        self.error_messages["empty"] = scans.DAMAGED

    def to_python(self, data: Any) -> bytes:  # type: ignore[override]
        file = super().to_python(data)
        try:
            return scans.read_scan(file.read(scans.LARGEST + 1)) if file else b""
        except scans.NotAScan as refused:
            raise ValidationError(str(refused), code="not_a_scan") from refused


class LogoField(forms.FileField):
    """A picture of the school's name, cleaned to the `Picture` to keep; None where there is no file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ",".join(logos.TYPES)}), **options)
        self.error_messages["empty"] = logos.BROKEN

    def to_python(self, data: Any) -> logos.Picture | None:  # type: ignore[override]
        file = super().to_python(data)
        try:
            return logos.read_logo(file.read(logos.LARGEST + 1)) if file else None
        except logos.NotALogo as refused:
            raise ValidationError(str(refused), code="not_a_logo") from refused


class ColourField(forms.CharField):
    """A colour as `#1f7f52`, which is what a browser's own chooser sends."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "color", "class": "input--colour"}), **options)
        self.error_messages["required"] = "Choose a color"

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").lower()
        if text and not re.fullmatch(r"#[0-9a-f]{6}", text):
            raise ValidationError("Choose a color, like #1f7f52", code="not_a_colour")
        return text
