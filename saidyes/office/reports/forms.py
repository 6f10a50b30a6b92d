from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms

from saidyes.common import clock
from saidyes.ledger.actors import Source
from saidyes.office.periods import PeriodForm

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
    """Families created from a day to a day."""


class Unsubscribed(PeriodForm):
    """Addresses opted out from a day to a day, by a way in."""

    how = forms.ChoiceField(
        label="How", required=False, choices=[("", "Any way"), *[(way.value, way.label) for way in WAYS]]
    )
    families = forms.ChoiceField(
        label="Families", required=False, choices=[("", "Active"), ("all", "Active and archived")]
    )


def last_thirty_days(zone: ZoneInfo) -> dict[str, str]:
    """What a report shows before anybody has filtered it."""
    today = clock.now().astimezone(zone).date()
    return {"since": (today - THIRTY_DAYS).isoformat(), "until": today.isoformat()}
