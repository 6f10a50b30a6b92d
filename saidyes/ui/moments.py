"""A day and time as somebody picks it, on the clock of their school."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from saidyes.common import clock

AS_TYPED = "%Y-%m-%dT%H:%M"


class MomentField(forms.Field):
    """A `datetime-local` input on the clock of `zone`, cleaned to an aware time.

    The present minute means now. An hour that the clock skips does not exist and is refused; one that it repeats
    means the first time.
    """

    def __init__(self, *, zone: ZoneInfo | None = None, **options: Any) -> None:
        self.zone = zone or ZoneInfo("UTC")
        super().__init__(widget=forms.TextInput(attrs={"type": "datetime-local", "class": "input--medium"}), **options)
        self.error_messages["required"] = "Enter a date and a time"

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            typed = datetime.fromisoformat(text)
        except ValueError:
            typed = None
        if typed is None or typed.tzinfo or not 2000 <= typed.year < 2100:
            raise ValidationError("Enter a date and a time", code="not_a_moment")
        return self._on_the_clock(typed)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime(AS_TYPED) if isinstance(value, datetime) else value

    def _on_the_clock(self, typed: datetime) -> datetime:
        moment = typed.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != typed:
            raise ValidationError("The clocks skip that hour. Choose another", code="skipped")
        present = clock.now()
        return present if timedelta(0) <= present - moment < timedelta(minutes=1) else moment
