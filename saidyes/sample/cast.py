"""The people of every test, the sample school and every screenshot."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business, SecondFactor
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.describing import open_school
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import Address, SuppressionKind, WordingKind
from saidyes.consent.suppressing import mark_as_spam, suppress
from saidyes.families.adding import Home, Person, add_family, add_guardian, add_student
from saidyes.families.holding import give
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source

ASTORIA = Home(street="118 Commercial Street", city="Astoria", state="OR", postal_code="97103")


@dataclass(frozen=True)
class Staff:
    name: str
    address: str
    role: Role


MARISOL = Staff("Marisol Vega", "marisol@tidewater.example", Role.OWNER)
THEO = Staff("Theo Brandt", "theo@tidewater.example", Role.MANAGER)
PRIYA = Staff("Priya Nair", "priya@tidewater.example", Role.FRONT_DESK)
INES = Staff("Ines Falk", "ines@tidewater.example", Role.AUDITOR)
STAFF = (MARISOL, THEO, PRIYA, INES)
NEXT_DOOR = Staff("Wren Lake", "wren@lakeside.example", Role.OWNER)


@dataclass(frozen=True)
class Household:
    """A family of the cast: its people, its children, and what was chosen (True, False) per address."""

    name: str
    people: tuple[Person, ...]
    children: tuple[tuple[str, date], ...] = ()
    extra: dict[str, str] = field(default_factory=dict)  # a second address -> first name of who uses it
    choices: dict[str, bool] = field(default_factory=dict)
    blocked: dict[str, SuppressionKind] = field(default_factory=dict)


OKAFOR = Household(
    "Okafor",
    (
        Person("Dana", "Okafor", "+15035550188", "dana.okafor@example.com"),
        Person("Emeka", "Okafor", "+15035550111", "emeka.okafor@example.org"),
    ),
    children=(("Ada", date(2018, 2, 3)), ("Zik", date(2020, 6, 9))),
    extra={"dana@harborclinic.example": "Dana"},
    choices={"dana.okafor@example.com": True, "dana@harborclinic.example": False},
)
BECKER = Household(
    "Becker",
    (
        Person("Tom", "Becker", "+15035550121", "tom.becker@example.net"),
        Person("Anja", "Becker", "+15035550122", "harbor.house@example.com"),
    ),
    children=(("Mila", date(2017, 9, 30)),),
    choices={"tom.becker@example.net": False},
)
WEISS = Household(
    "Weiss",
    (
        Person("Jonas", "Weiss", "+15035550123", "harbor.house@example.com"),
        Person("Hannah", "Weiss", "+15035550124", "h.weiss@oldmail.example"),
    ),
    children=(("Leo", date(2016, 1, 12)),),
    choices={"harbor.house@example.com": True, "h.weiss@oldmail.example": True},
    blocked={"h.weiss@oldmail.example": SuppressionKind.COMPLAINT},
)
HADDAD = Household(
    "Haddad",
    (Person("Noor", "Haddad", "+15035550131", "noor.haddad@example.com"),),
    children=(("Sami", date(2019, 4, 22)),),
    choices={"noor.haddad@example.com": True},
)
ORTEGA = Household(
    "Ortega",
    (Person("Luis", "Ortega", "+15035550141", "ortega.family@example.com"),),
    children=(("Ines", date(2015, 12, 1)),),
    choices={"ortega.family@example.com": True},
    blocked={"ortega.family@example.com": SuppressionKind.BOUNCE},
)
HOUSEHOLDS = (OKAFOR, BECKER, WEISS, HADDAD, ORTEGA)
LAKESIDE_FAMILY = Household(
    "Lakewood",
    (Person("Iris", "Lakewood", "+15035550199", "iris.lakewood@example.com"),),
    children=(("Fern", date(2018, 8, 8)),),
    choices={"iris.lakewood@example.com": True},
)


def tidewater(host: str) -> Business:
    """Tidewater Swim & Gym, with its words; nobody in it yet."""
    return open_school(
        Business(
            host=host,
            name="Tidewater Swim & Gym",
            street="2140 Harbor Way",
            city="Astoria",
            state="OR",
            postal_code="97103",
            phone="+15035550142",
            sender_name="Tidewater Swim & Gym",
            blast_address="news@mail.tidewater.example",
            notice_address="office@tidewater.example",
            reply_to="office@tidewater.example",
            is_sample=True,
            second_factor=SecondFactor.NOBODY,
        ),
        actor=SYSTEM,
        source=Source.WORKER,
    )


def lakeside(host: str) -> Business:
    """Lakeside Gym, next door: must never see any of Tidewater, nor be seen."""
    return open_school(
        Business(
            host=host,
            name="Lakeside Gym",
            street="9 Shore Road",
            city="Seaside",
            state="OR",
            postal_code="97138",
            phone="+15035550177",
            sender_name="Lakeside Gym",
            blast_address="news@mail.lakeside.example",
            notice_address="desk@lakeside.example",
            reply_to="desk@lakeside.example",
            is_sample=True,
            second_factor=SecondFactor.NOBODY,
        ),
        actor=SYSTEM,
        source=Source.WORKER,
    )


@transaction.atomic
def enroll_household(business: Business, household: Household) -> Family:
    """A family of the cast, by the same acts that staff and guardians use."""
    family = add_family(business, household.name, ASTORIA, actor=SYSTEM, source=Source.OFFICE)
    people = [add_guardian(family, person, actor=SYSTEM, source=Source.OFFICE) for person in household.people]
    for text, first_name in household.extra.items():
        guardian = next(guardian for guardian in people if guardian.first_name == first_name)
        give(guardian, text, actor=SYSTEM, source=Source.OFFICE)
    for first_name, born_on in household.children:
        add_student(family, first_name, household.name, born_on)
    for text, said_yes in household.choices.items():
        _choose(business, people, text, said_yes=said_yes)
    for text, kind in household.blocked.items():
        _block(Address.objects.get(business=business, key=text), kind)
    return family


def _choose(business: Business, people: list[Guardian], text: str, *, said_yes: bool) -> None:
    address = Address.objects.get(business=business, key=text)
    guardian = next(g for g in people if g.held_addresses.filter(address=address).exists())
    actor = Actor(
        kind=ActorKind.GUARDIAN, id=str(guardian.pk), name=guardian.name, on_behalf_of=str(guardian.pk), own_key=text
    )
    record_choice(
        address,
        said_yes=said_yes,
        wording=wording_of(business, WordingKind.QUESTION),
        actor=actor,
        source=Source.PORTAL,
        evidence=Evidence(proved=True),
    )


def _block(address: Address, kind: SuppressionKind) -> None:
    if kind == SuppressionKind.COMPLAINT:
        actor = Actor(ActorKind.PROVIDER_COMPLAINT)
        mark_as_spam(address, reason="abuse report", actor=actor, source=Source.FEEDBACK_LOOP)
    else:
        suppress(address, kind, reason="550 5.1.1 no such user", actor=SYSTEM, source=Source.BOUNCE)
