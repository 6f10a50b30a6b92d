from datetime import date
from typing import Any

from django import forms

from saidyes.businesses.models import Business
from saidyes.classes.models import Course, Method
from saidyes.classes.rolls import open_courses
from saidyes.common import clock
from saidyes.families.models import Student
from saidyes.office.periods import DayField
from saidyes.ui.fields import LineField
from saidyes.ui.forms import Segmented

NOT_A_DAY = "Enter a date, like Mar 3, 2026"
MISSING = {"required": NOT_A_DAY}


class StudentForm(forms.Form):
    first_name = LineField(label="First name", autocomplete="off")
    last_name = LineField(label="Last name", autocomplete="off")
    born_on = DayField(label="Date of birth", required=False)

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and not 1900 <= born_on.year <= clock.now().year:
            raise forms.ValidationError("Enter the date of birth, like Mar 3, 2018")
        return born_on


class EnrollForm(forms.Form):
    course = forms.ModelChoiceField(
        label="Class",
        queryset=Course.objects.none(),
        empty_label="Choose a class",
        error_messages={"required": "Choose a class", "invalid_choice": "Choose a class"},
    )

    def __init__(self, business: Business, student: Student, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"%s-{student.pk}", **kwargs})
        self.student = student
        self.fields["course"].queryset = open_courses(business)  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    amount = forms.DecimalField(
        label="Amount",
        max_digits=9,
        decimal_places=2,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--narrow", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value"),
            "Enter an amount, like 85.00",
        ),
    )
    for_what = LineField(label="What it is for", limit=200, missing="Enter what it is for")
    method = forms.ChoiceField(
        label="Paid by",
        choices=Method.choices,
        widget=Segmented,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select how they paid"),
    )
    paid_on = DayField(label="Paid on", error_messages=MISSING)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"paid_on": today}, **kwargs})
        self.today = today

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if not amount > 0:
            raise forms.ValidationError("Enter an amount, like 85.00")
        return amount

    def clean_paid_on(self) -> date:
        paid_on: date = self.cleaned_data["paid_on"]
        if paid_on > self.today:
            raise forms.ValidationError("The date can’t be in the future")
        return paid_on


class StatementForm(forms.Form):
    since = DayField(label="From", error_messages=MISSING)
    until = DayField(label="To", error_messages=MISSING)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"since": today.replace(day=1), "until": today}, **kwargs})

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first")
        return typed
