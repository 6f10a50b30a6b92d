"""From a day to a day, as a form at the head of a list."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from saidyes.common import times
from saidyes.reports.period import Period
from saidyes.ui.moments import DayField

UTC = ZoneInfo("UTC")  # a plain day is that day in every zone


class PeriodForm(forms.Form):
    """The filters that every list by date has. Each is optional. `first_label` may say what is dated."""

    first_label = "From"
    since = DayField(required=False)
    until = DayField(label="to", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].label = self.first_label

    def clean(self) -> dict[str, Any]:
        filters = super().clean() or {}
        since, until = filters.get("since"), filters.get("until")
        if since and until and until < since:
            self.add_error("until", "Enter a day that is not before the first one")
        return filters

    @property
    def days(self) -> str:
        """The end of a sentence: "between Mar 1, 2026 and Mar 31, 2026"; empty when no day was asked for."""
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since and until:
            return f"between {times.day(since, UTC)} and {times.day(until, UTC)}"
        if since:
            return f"since {times.day(since, UTC)}"
        return f"until {times.day(until, UTC)}" if until else ""

    @property
    def in_words(self) -> str:
        """The filters in use, as a printed list names them: "From Oct 24, 2026, How: One-click unsubscribe"."""
        return ", ".join(_in_words(self[name], value) for name, value in self.cleaned_data.items() if value)

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data.get("since"), self.cleaned_data.get("until"))


def _in_words(field: forms.BoundField, value: object) -> str:
    if isinstance(value, date):
        return f"{field.label} {times.day(value, UTC)}"
    options = dict(getattr(field.field, "choices", ()))
    return f"{field.label}: {options.get(value, value)}"
