"""A family that has left its name everywhere it can be left, and a search of everything there is."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client

from saidyes.blasts.models import Blast
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course, Method
from saidyes.classes.paying import record_payment
from saidyes.classes.stating import send_statement
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import lift, suppress
from saidyes.families.adding import Person, add_guardian
from saidyes.families.holding import give, replace
from saidyes.families.models import Guardian
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from tests.cast import HOST
from tests.delivery.acts import filled
from tests.office.evidence_acts import signed_yes
from tests.office.import_acts import imported_file
from tests.portal.visits import sign_up

WANDA = {
    "first_name": "Wanda",
    "last_name": "Quackenbush",
    "email": "Wanda.Quäck@zwiebelfisch.example",
    "phone": "(503) 555-0133",
    "street": "7 Zwiebelfisch Alley",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
}
TELLING = ("quackenbush", "zwiebelfisch", "wanda", "5035550133", "odalys", "quäck", "qu\\u00e4ck")
DESK = Actor(ActorKind.STAFF, name="Priya Nair")


def wanda_signs_up(business) -> Guardian:
    """By her own browser, so that every step leaves what it leaves."""
    answer = sign_up(Client(SERVER_NAME=HOST), business, **WANDA)
    assert answer.status_code == 302
    return business.guardians.select_related("family", "user", "business").get(first_name="Wanda")


def everywhere(wanda: Guardian, theo, send) -> Blast:
    """What a few years leave behind of a family."""
    business, family = wanda.business, wanda.family
    held = wanda.held_addresses.get()
    suppress(held.address, SuppressionKind.BOUNCE, reason=f"550 no {held.address}", actor=SYSTEM, source=Source.BOUNCE)
    lift(held.address, SuppressionKind.BOUNCE, actor=DESK, source=Source.OFFICE, reason="Wanda called")
    signed_yes(wanda, "signed@zwiebelfisch.example")
    old = give(wanda, "old@zwiebelfisch.example", actor=DESK, source=Source.OFFICE)
    replace(old, "new@zwiebelfisch.example", actor=DESK, source=Source.OFFICE)
    add_guardian(family, Person("Odalys", "Quackenbush", "+15035550133"), actor=DESK, source=Source.OFFICE)
    student = family.students.create(business=business, first_name="Odalys", last_name="Q", born_on=date(2019, 3, 1))
    enroll(student, Course.objects.create(business=business, name="Otters"), actor=SYSTEM)
    today = date(2026, 3, 2)
    record_payment(family, Decimal("84.00"), method=Method.CARD, for_what="Odalys", paid_on=today, actor=SYSTEM)
    send_statement(family, today, today + timedelta(days=30), actor=SYSTEM)
    imported_file(business)
    blast = filled(send(theo))
    blast.recipients.filter(address=held.address).update(answer=f"451 <{held.address}> try later")
    Blast.objects.filter(pk=blast.pk).update(paused_why=f"The server says {held.address} is full")
    return blast


def stores() -> list[tuple[str, str]]:
    """Every cell of every table as text, with where it stands; tables of Django and of our packages too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [(f"{table}.{name}", _text(cell)) for name, cell in zip(names, row, strict=True)]
    return found


def files(folder) -> list[tuple[str, str]]:
    """Every file of the data folder, by its name and what it holds."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(str(path.relative_to(folder)), f"{path} {path.read_bytes().decode('latin-1')}") for path in paths]


def told_by(cells: list[tuple[str, str]]) -> set[str]:
    """Where something tells of the family, in any case."""
    return {place for place, text in cells if any(word in text.lower() for word in TELLING)}


def _text(cell: object) -> str:
    if isinstance(cell, memoryview | bytes):
        return bytes(cell).decode("utf-8", "replace") + bytes(cell).decode("latin-1")
    return str(cell)
