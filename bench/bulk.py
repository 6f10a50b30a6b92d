"""A school with many families who said yes, written by the database itself: for measuring, not for proving."""

from django.db import connection, transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.ledger.models import Check

NUMBERS = "WITH RECURSIVE numbers(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {end})"
KEY = {
    "sqlite": "printf('0199000000007000%016x', i)",
    "postgresql": "('0199000000007000' || lpad(to_hex(i), 16, '0'))::uuid",
}
ROWS = {
    "families_family": {
        "number": "100000 + i",
        "name": "'Reed ' || i",
        **dict.fromkeys(["external_id", "street", "city", "state", "postal_code"], "''"),
        "created_at": "CURRENT_TIMESTAMP",
        "possible_double": "FALSE",
    },
    "families_guardian": {
        "family_id": "{key}",
        "first_name": "'Ana'",
        "last_name": "'Reed ' || i",
        "phone": "''",
        "is_primary": "TRUE",
        "position": "1",
        "active": "TRUE",
        "language": "''",
    },
    "consent_address": {
        "key": "'ana.' || i || '@reed.example'",
        "spelling": "'ana.' || i || '@reed.example'",
        "standing": "'opted_in'",
        "standing_since": "CURRENT_TIMESTAMP",
        "last_event": "{key}",
        "agreed_by": "''",
        "version": "1",
        "held": "TRUE",
        "suppressed": "FALSE",
        "created_at": "CURRENT_TIMESTAMP",
    },
    "families_student": {"family_id": "{key}", "first_name": "'Ada'", "last_name": "'Reed ' || i"},
    "families_heldaddress": {
        "guardian_id": "{key}",
        "address_id": "{key}",
        "is_primary": "TRUE",
        "position": "1",
        "added_at": "CURRENT_TIMESTAMP",
    },
}


def move_in(business: Business, count: int, *, first: int = 0) -> None:
    """So many families, each with a guardian, an address that opted in, and a child. `first` numbers the first one."""
    key = KEY[connection.vendor]
    numbers = NUMBERS.format(first=first, end=first + count)
    owner = f"'{business.pk.hex}'" if connection.vendor == "sqlite" else f"'{business.pk}'::uuid"
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in ROWS.items():
            names = ", ".join(["id", "business_id", *columns])
            values = ", ".join([key, owner, *columns.values()]).format(key=key)
            cursor.execute(f"INSERT INTO {table} ({names}) {numbers} SELECT {values} FROM numbers")
    verified_today(business)


def verified_today(business: Business) -> None:
    """No event proves what was written here: the verification of a worker would find that, and hold the blast."""
    Check.objects.create(business_id=business.pk, checked_at=clock.now(), events=0, seals=0, findings=0)
