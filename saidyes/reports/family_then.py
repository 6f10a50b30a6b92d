"""Where the addresses of a family stood at an instant: those that its people used then, told by the events alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saidyes.consent.as_of import Then, thens_of
from saidyes.consent.models.address import address_in
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.reports.standings_then import WHY_NOT


@dataclass(frozen=True)
class Row:
    """One address, who of the family used it, and where it stood."""

    spelling: str
    users: str
    then: Then

    @property
    def why_not(self) -> str:
        """Why no Email Blast would have gone there; empty when one would."""
        return WHY_NOT.get(self.then.because, "")


def rows(family: Family, instant: datetime) -> list[Row]:
    """By who belongs to the family today, whatever addresses they use now; in the order of the addresses."""
    people = {str(one.pk): one.name for one in family.guardians.all()}
    given = Event.objects.filter(business_id=family.business_id, verb=Verb.ADDRESS_GIVEN, happened_at__lte=instant)
    theirs = {address_in(subject) for subject in _subjects(given, people)}
    thens = thens_of(family.business_id, dict.fromkeys(theirs, instant))
    used = {pk: then for pk, then in thens.items() if then.guardians & people.keys()}
    spellings = family.business.addresses.filter(pk__in=used).order_by("key").values_list("pk", "spelling")
    return [Row(spelling, _names(used[pk], people), used[pk]) for pk, spelling in spellings]


def _subjects(given: QuerySet[Event], people: dict[str, str]) -> set[str]:
    return set(given.filter(facts__guardian__in=list(people)).values_list("subject", flat=True))


def _names(then: Then, people: dict[str, str]) -> str:
    return " and ".join(dict.fromkeys(name for pk, name in people.items() if pk in then.guardians))
