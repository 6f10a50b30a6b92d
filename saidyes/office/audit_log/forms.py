from typing import Any

from django import forms
from django.db.models import QuerySet

from saidyes.businesses.models import Business
from saidyes.ledger.models import Event
from saidyes.office.periods import PeriodForm
from saidyes.reports import audit_log
from saidyes.ui.fields import LineField


class Filters(PeriodForm):
    """What of the audit log is shown; an empty filter shows every opt-in and opt-out."""

    kind = forms.ChoiceField(
        label="What", required=False, choices=[(name, label) for name, (label, _) in audit_log.KINDS.items()]
    )
    text = LineField(label="Address or who", required=False, limit=254)

    field_order = ["text", "kind", "since", "until"]

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or "choices")

    def events(self, business: Business) -> QuerySet[Event]:
        kept: dict[str, Any] = self.cleaned_data
        return audit_log.events(business, kind=kept["kind"], text=kept["text"], period=self.period)


class Seen(forms.Form):
    """Which finding was shown to the owner who lets Email Blasts go on."""

    check = forms.IntegerField(min_value=1, max_value=2**63 - 1)
