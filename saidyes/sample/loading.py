"""The sample school, loaded by the same acts that people use: an import, families of the cast, a few payments."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from saidyes.accounts.arriving import user_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership, User
from saidyes.blasts.drafting import Content, start_draft
from saidyes.blasts.models import everyone
from saidyes.businesses.models import Business
from saidyes.classes import importing
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course, Method
from saidyes.classes.paying import record_payment
from saidyes.common import clock
from saidyes.families.holding import prove
from saidyes.families.models import Family, HeldAddress
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.sample import cast

FAMILIES = Path(__file__).with_name("families.csv")
NEXT_DOOR_HOST = "lakeside.localhost"


@dataclass(frozen=True)
class Paid:
    amount: Decimal
    for_what: str


ENROLLED = {
    "Ada": "Swim Level 1 Tue 16:00",
    "Zik": "Parent & Tot Swim Mon 9:00",
    "Mila": "Gymnastics Level 1 Tue 16:30",
    "Leo": "Ninja Fri 18:00",
    "Sami": "Preschool Gym Mon 10:00",
    "Ines": "Swim Team Sat 8:00",
}
ENROLLED_NEXT_DOOR = {"Fern": "Trampoline Wed 17:00"}
PAID = {
    "Okafor": Paid(Decimal("120.00"), "Swim Level 1 and Parent & Tot Swim, this month"),
    "Haddad": Paid(Decimal("85.00"), "Preschool Gym, this month"),
}
PAID_NEXT_DOOR = {"Lakewood": Paid(Decimal("64.50"), "Trampoline, this month")}
DRAFT = Content(
    subject="Pool closed on Saturday morning",
    preview_line="Swim Team meets at the gym instead, at 8:00",
    body=(
        "Hello {{ guardian first name }},\n\n"
        "the pool is **closed on Saturday until noon**: a heater is being replaced.\n\n"
        "- Swim Team meets at the gym at 8:00, bring trainers.\n"
        "- Diving moves to 1:00 pm.\n\n"
        "See you there,\n\n{{ school name }}"
    ),
    audience=everyone(),
)


class NotInProduction(Exception):
    """The sample school has one password for all; nobody may reach it from outside."""


@transaction.atomic
def load_sample(password: str) -> Business:
    """Tidewater, with the families of `families.csv` and the cast, and Lakeside Gym next door. All staff get
    `password`. Raises `NotInProduction`.
    """
    if settings.SAIDYES_PRODUCTION:
        raise NotInProduction
    business = cast.tidewater(urlsplit(settings.SAIDYES_BASE_URL).hostname or "localhost")
    staff = {one: hire(business, **vars(one), password=password) for one in cast.STAFF}
    theo, priya = staff[cast.THEO], staff[cast.PRIYA]
    plan = importing.plan(FAMILIES.read_bytes(), business, FAMILIES.name)
    importing.load(plan, actor=_as(theo, ActorKind.IMPORTER))
    _settle(business, cast.HOUSEHOLDS, ENROLLED, PAID, _as(priya))
    start_draft(business, DRAFT, author=theo.user)
    _load_next_door(password)
    return business


@transaction.atomic
def give_password(password: str) -> None:
    """All staff of the sample schools log in with this one; nothing happens when they do already."""
    users = User.objects.filter(memberships__business__is_sample=True).distinct()
    first = users.first()
    if first and not first.check_password(password):
        for user in users:
            user.set_password(password)
            user.save(update_fields=["password"])


def _load_next_door(password: str) -> None:
    lakeside = cast.lakeside(NEXT_DOOR_HOST)
    wren = hire(lakeside, **vars(cast.NEXT_DOOR), password=password)
    _settle(lakeside, [cast.LAKESIDE_FAMILY], ENROLLED_NEXT_DOOR, PAID_NEXT_DOOR, _as(wren))


def _settle(
    business: Business,
    households: list[cast.Household] | tuple[cast.Household, ...],
    enrolled: dict[str, str],
    paid: dict[str, Paid],
    desk: Actor,
) -> None:
    for household in households:
        family = cast.enroll_household(business, household)
        _give_log_ins(family, household.choices)
        _enroll(family, enrolled, desk)
        if household.name in paid:
            _pay(family, paid[household.name], desk)


def _give_log_ins(family: Family, choices: dict[str, bool]) -> None:
    """Who chose in the Customer Portal can log in there."""
    for held in HeldAddress.objects.filter(guardian__family=family, is_primary=True, address__key__in=choices):
        guardian = held.guardian
        guardian.user = user_of(held.address.key, name=guardian.name)
        guardian.save(update_fields=["user"])
        prove(held)


def _enroll(family: Family, enrolled: dict[str, str], desk: Actor) -> None:
    for student in family.students.all():
        course, _ = Course.objects.get_or_create(business=family.business, name=enrolled[student.first_name])
        enroll(student, course, actor=desk)


def _pay(family: Family, paid: Paid, desk: Actor) -> None:
    yesterday = (clock.now() - timedelta(days=1)).astimezone(family.business.zone).date()
    record_payment(family, paid.amount, method=Method.CARD, for_what=paid.for_what, paid_on=yesterday, actor=desk)


def _as(member: Membership, kind: ActorKind = ActorKind.STAFF) -> Actor:
    return Actor(kind, id=str(member.user_id), name=member.name)
