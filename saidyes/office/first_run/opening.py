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
from saidyes.common.fence import whose
from saidyes.consent.describing import open_school
from saidyes.ledger.actors import SYSTEM, Source


class AlreadyOpen(Exception):
    """There is a school already: nobody else sets up the first one."""


@transaction.atomic
def open_first_school(school: dict[str, str], owner: dict[str, Any]) -> Membership:
    """One transaction: the school, its words, its owner. Raises `AlreadyOpen` when somebody was quicker."""
    if Business.objects.exists():
        raise AlreadyOpen
    host = urlsplit(settings.SAIDYES_BASE_URL).hostname or "localhost"
    begins = {"sender_name": school["name"], "reply_to": owner["your_address"], **begins_with(school["country"])}
    business = Business(host=host, **school, **begins)
    words = {"name": owner["your_name"], "address": owner["your_address"], "password": owner["password"]}
    with whose.of_school(business.pk):
        open_school(business, actor=SYSTEM, source=Source.OFFICE)
        return hire(business, role=Role.OWNER, **words)
