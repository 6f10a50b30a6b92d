"""A day, or a day and time, as somebody picks it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from saidyes.common import clock

AS_TYPED = "%Y-%m-%dT%H:%M"


class DayField(forms.DateField):
    """A day, typed or picked; a day that does not exist is refused with an example."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "input--medium"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y"], **options)
        self.error_messages["invalid"] = _("Enter a day that exists, like 2026-03-31")

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not 1900 <= day.year < 9999:  # at either end of the calendar no zone can be applied
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class BirthdayField(DayField):
    """A day of birth, which nobody has to tell."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Date of birth"), required=False, **options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and day > clock.now().date():
            raise ValidationError(_("The date can’t be in the future"), code="in_the_future")
        return day


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
