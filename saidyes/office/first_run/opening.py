"""The first school of an installation, and its owner."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.businesses.places import begins_with
from saidyes.consent.describing import open_school
from saidyes.ledger.actors import SYSTEM, Source

SCHOOL = ("name", "street", "city", "state", "postal_code", "country", "phone", "time_zone", "blast_address")


class AlreadyOpen(Exception):
    """There is a school already: nobody else sets up the first one."""


@transaction.atomic
def open_first_school(typed: dict[str, Any]) -> Membership:
    """One transaction: the school, its words, its owner. Raises `AlreadyOpen` when somebody was quicker."""
    if Business.objects.exists():
        raise AlreadyOpen
    school = Business(
        host=urlsplit(settings.SAIDYES_BASE_URL).hostname or "localhost",
        sender_name=typed["name"],
        notice_address=typed["notice_address"],
        reply_to=typed["notice_address"],
        **{name: typed[name] for name in SCHOOL},
        **begins_with(typed["country"]),
    )
    open_school(school, actor=SYSTEM, source=Source.OFFICE)
    owner = {"name": typed["your_name"], "address": typed["your_address"], "password": typed["password"]}
    return hire(school, role=Role.OWNER, **owner)
