"""From a day to a day, as a form at the head of a list."""

from datetime import date
from typing import Any

from django import forms

from saidyes.reports.period import Period


class DayField(forms.DateField):
    """A day, typed or picked; a day that does not exist is refused with an example."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y"], **options)
        self.error_messages["invalid"] = "Enter a day that exists, like 2026-03-31"

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not 1900 <= day.year < 9999:  # at either end of the calendar no zone can be applied
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PeriodForm(forms.Form):
    """The filters that every list by date has. Each is optional."""

    since = DayField(label="From", required=False)
    until = DayField(label="to", required=False)

    def clean(self) -> dict[str, Any]:
        filters = super().clean() or {}
        since, until = filters.get("since"), filters.get("until")
        if since and until and until < since:
            self.add_error("until", "Enter a day that is not before the first one")
        return filters

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data.get("since"), self.cleaned_data.get("until"))
