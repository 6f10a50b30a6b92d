from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from saidyes.businesses.models import Business
from saidyes.classes.models import Course
from saidyes.classes.rolls import families_on, open_courses
from saidyes.common import clock
from saidyes.consent.models.address import BADGES
from saidyes.families.finding import families_like
from saidyes.families.models import Family, HeldAddress
from saidyes.ui.fields import LineField

STATUS = [("", "Any"), *BADGES.items()]
CREATED = [("", "Any time"), ("7", "Last 7 days"), ("30", "Last 30 days"), ("365", "Last 12 months")]


class FindForm(forms.Form):
    """The query of the families list; every part of it is optional."""

    q = LineField(label="Search", required=False, widget=forms.HiddenInput, limit=254)
    standing = forms.ChoiceField(label="Email status", required=False, choices=STATUS)
    created = forms.ChoiceField(label="Created", required=False, choices=CREATED)
    course = forms.ModelChoiceField(label="Class", required=False, queryset=Course.objects.none(), empty_label="Any")
    double = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, business: Business, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business
        self.fields["course"].queryset = open_courses(business)  # type: ignore[attr-defined]

    @property
    def asks(self) -> bool:
        """Whether anything narrows the list: "nothing yet" differs from "nothing matches"."""
        return any(self.data.get(name) for name in self.fields)

    def families(self) -> QuerySet[Family]:
        """The families that match; none while the query cannot be read."""
        if not self.is_valid():
            return self.business.families.none()
        asked = self.cleaned_data
        found = (
            families_like(self.business, asked["q"]) if asked["q"] else self.business.families.filter(erased_at=None)
        )
        if asked["standing"]:
            addresses = self.business.addresses.standing_as(asked["standing"])
            held = HeldAddress.objects.filter(business=self.business, address__in=addresses)
            found = found.filter(pk__in=held.values("guardian__family_id"))
        if asked["created"]:
            found = found.filter(created_at__gte=clock.now() - timedelta(days=int(asked["created"])))
        if asked["course"]:
            found = found.filter(pk__in=families_on(self.business, [asked["course"].pk]))
        if asked["double"]:
            found = found.filter(possible_double=True)
        return found.filter(archived_at=None)
