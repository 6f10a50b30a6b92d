"""A school with many families who said yes, put into the database at once: for measuring, not for proving."""

from uuid import uuid4

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address, Standing
from saidyes.families.models import Family, Guardian, HeldAddress, Student

AT_ONCE = 2_000


def move_in(business: Business, count: int) -> None:
    """So many families, each with a guardian, an address that opted in, and a child."""
    for start in range(0, count, AT_ONCE):
        _some(business, range(start, min(start + AT_ONCE, count)))


def _some(business: Business, numbers: range) -> None:
    families = [Family(business=business, number=100_000 + number, name=f"Reed {number}") for number in numbers]
    guardians = [
        Guardian(business=business, family=family, first_name="Ana", last_name=family.name, is_primary=True)
        for family in families
    ]
    addresses = [_address(business, number) for number in numbers]
    Family.objects.bulk_create(families)
    Guardian.objects.bulk_create(guardians)
    Address.objects.bulk_create(addresses)
    Student.objects.bulk_create(
        Student(business=business, family=family, first_name="Ada", last_name=family.name) for family in families
    )
    HeldAddress.objects.bulk_create(
        HeldAddress(business=business, guardian=guardian, address=address, is_primary=True)
        for guardian, address in zip(guardians, addresses, strict=True)
    )


def _address(business: Business, number: int) -> Address:
    text = f"ana.{number}@reed.example"
    return Address(
        business=business,
        key=text,
        spelling=text,
        standing=Standing.OPTED_IN,
        standing_since=clock.now(),
        last_event=uuid4(),
        held=True,
    )
