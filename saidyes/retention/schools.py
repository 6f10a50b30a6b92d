"""A school and one of its families, as a command names them."""

from django.core.management.base import CommandError, CommandParser

from saidyes.businesses.named import school_at
from saidyes.families.models import Family


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--business", metavar="HOST", required=True, help="the school, by its host name")
    parser.add_argument("--family", metavar="NUMBER", type=int, required=True, help="the family’s number")


def family_named(host: str, number: int) -> Family:
    """`CommandError` says what is not there."""
    business = school_at(host)
    family = business.families.select_related("business").filter(number=number).first()
    if family is None:
        raise CommandError(f"{business.name} has no family {number}.")
    return family
