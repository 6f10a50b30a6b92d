from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from saidyes.common import clock
from saidyes.reports.consent_lookup import Asked
from saidyes.ui.fields import AddressField
from saidyes.ui.moments import DayField

IN_THE_FUTURE = "The date can’t be in the future"


class DayOrToday(DayField):
    """A day; left empty it means today, and shows it."""

    def bound_data(self, data: Any, initial: date) -> Any:
        return super().bound_data(data or initial, initial)


class OnADay(forms.Form):
    """A day that has begun, today when none is named; or one time of it."""

    on = DayOrToday(label="On this day", required=False)
    at = forms.TimeField(
        label="At this time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "input--medium"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time, like 07:42"},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.fields["on"].initial = self.today

    @property
    def today(self) -> date:
        return clock.now().astimezone(self.zone).date()

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if not self.errors and self.asked.first > clock.now():
            self.add_error("at" if kept.get("at") else "on", IN_THE_FUTURE)
        return kept

    @property
    def asked(self) -> Asked:
        return Asked(self.cleaned_data.get("on") or self.today, self.cleaned_data.get("at"), self.zone)


class OfAnAddress(OnADay):
    """Did we have consent for this address then?"""

    email = AddressField(autocomplete="off")

    field_order = ["email", "on", "at"]
