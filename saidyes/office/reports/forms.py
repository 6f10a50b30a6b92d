from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms

from saidyes.common import clock
from saidyes.consent.models.address import BADGES
from saidyes.ledger.actors import Source
from saidyes.office.periods import PeriodForm
from saidyes.reports.unsubscribed_families import Asked

WAYS = (
    Source.UNSUBSCRIBE_PAGE,
    Source.ONE_CLICK,
    Source.REGISTRATION,
    Source.PORTAL,
    Source.OFFICE,
    Source.IMPORT_FILE,
    Source.MAILTO,
    Source.REPLY,
    Source.PROVIDER,
    Source.FEEDBACK_LOOP,
)
THIRTY_DAYS = timedelta(days=30)


class NewFamilies(PeriodForm):
    """Families created from a day to a day, by where their primary address stands now."""

    first_label = "Created from"
    standing = forms.ChoiceField(label="Email choice", required=False, choices=[("", "Any"), *BADGES.items()])


class Unsubscribed(PeriodForm):
    """Addresses opted out from a day to a day, by a way in."""

    first_label = "Opted out from"
    how = forms.ChoiceField(
        label="How", required=False, choices=[("", "Any way"), *[(way.value, way.label) for way in WAYS]]
    )
    families = forms.ChoiceField(
        label="Families", required=False, choices=[("", "Active"), ("all", "Active and archived")]
    )

    @property
    def asked(self) -> Asked:
        kept = self.cleaned_data
        return Asked(self.period, how=kept["how"], archived=kept["families"] == "all")


def last_thirty_days(zone: ZoneInfo) -> dict[str, str]:
    """What a report shows before anybody has filtered it."""
    today = clock.now().astimezone(zone).date()
    return {"since": (today - THIRTY_DAYS).isoformat(), "until": today.isoformat()}
