"""What a family's record shows: read once for the page, told in the order of the page."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from saidyes.common.addresses import looks_unusual
from saidyes.consent.evidence import standing_reasons
from saidyes.consent.history import Line, lines_of
from saidyes.consent.models import Address, Standing, SuppressionKind
from saidyes.consent.prompting import ASKS_OR_ANSWERS
from saidyes.families.models import Family, Guardian, HeldAddress, Student
from saidyes.ledger.verbs import MOVES_A_STANDING, Verb

TABS = (
    ("Guardians", "office-family"),
    ("Students", "office-family-students"),
    ("Emails sent", "office-family-emails"),
    ("Audit log", "office-family-audit-log"),
)


@dataclass(frozen=True)
class AddressRow:
    """One address of a guardian. `told` is the line of its history that explains the badge."""

    held: HeldAddress
    lines: list[Line]
    others: list[Family]

    @property
    def told(self) -> Line | None:
        verbs = (Verb.SUPPRESSED,) if self.held.address.shown == Address.CANT_DELIVER else MOVES_A_STANDING
        explaining = [line for line in self.lines if line.event.verb in verbs]
        return explaining[0] if explaining else None

    @property
    def may_be_asked(self) -> bool:
        """Whether nobody has answered for it, be it in a mail that waits to be confirmed."""
        address = self.held.address
        return address.standing == Standing.NO_CHOICE and not address.waits and self.held.guardian.active

    @property
    def is_asked(self) -> bool:
        asked = (line for line in self.lines if line.event.verb in ASKS_OR_ANSWERS)
        newest = next(asked, None)
        return newest is not None and newest.event.verb == Verb.CHOICE_ASKED

    @property
    def bounces(self) -> bool:
        return SuppressionKind.BOUNCE in standing_reasons(self.held.address)

    @property
    def looks_unusual(self) -> bool:
        return looks_unusual(self.held.address.key)

    @property
    def added(self) -> Line | None:
        return self.lines[-1] if self.lines else None


@dataclass(frozen=True)
class GuardianCard:
    guardian: Guardian
    rows: list[AddressRow]


def cards_of(family: Family) -> list[GuardianCard]:
    guardians = family.guardians.filter(merged_into=None).prefetch_related(
        "held_addresses__address", "held_addresses__business"
    )
    return [GuardianCard(guardian, _rows(guardian)) for guardian in guardians]


def _rows(guardian: Guardian) -> list[AddressRow]:
    return [
        AddressRow(held, lines_of(held.address), _others(held.address, guardian.family))
        for held in guardian.held_addresses.all()
    ]


def _others(address: Address, family: Family) -> list[Family]:
    """Other families that use the same address: its choice is theirs too."""
    return list(Family.objects.filter(guardians__held_addresses__address=address).exclude(pk=family.pk).distinct())


def tabs_of(family: Family, current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(name, args=[family.pk]), "current": name == current, "count": None}
        for label, name in TABS
    ]


def students_of(family: Family) -> list[tuple[Student, int | None]]:
    """The children and their ages today, by the school's calendar."""
    today = family.business.today
    return [(student, _age(student.born_on, today)) for student in family.students.all()]


def _age(born_on: date | None, today: date) -> int | None:
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
