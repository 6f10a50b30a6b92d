"""The one place that says which addresses we may write to. It only answers; it changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from saidyes.consent.models import Address
from saidyes.consent.models.address import AddressQuerySet

SHARE = "SELECT 1 FROM consent_address WHERE id = ANY(%s) ORDER BY id FOR SHARE"


@dataclass(frozen=True)
class Verdict:
    """May this letter leave, by which event, and why not."""

    willing: bool
    event: UUID | None
    because: str = ""


def only_willing(addresses: AddressQuerySet) -> AddressQuerySet:
    """Of these addresses, those an Email Blast may go to."""
    return addresses.willing()


def only_unwilling(addresses: AddressQuerySet) -> AddressQuerySet:
    """Of these addresses, those it may not go to."""
    return addresses.unwilling()


def counts(addresses: AddressQuerySet) -> dict[str, int]:
    """How many of these are willing, and how many stand where of the others, by the badge they wear."""
    rows = (
        addresses.order_by().values("willing", "standing", "held", "suppressed").annotate(n=Count("id", distinct=True))
    )
    found = dict.fromkeys(["willing", "opted_out", "no_choice", "cant_deliver", "not_held"], 0)
    for row in rows:
        count, is_willing = row.pop("n"), row.pop("willing")
        found["willing" if is_willing else why_not(**row)] += count
    return found


def why_not(*, standing: str, held: bool, suppressed: bool) -> str:
    """The reason that a person understands first: their own no, then delivery, then that nobody was asked."""
    if standing == "opted_out":
        return "opted_out"
    if suppressed:
        return "cant_deliver"
    if standing == "no_choice":
        return "no_choice"
    return "not_held" if not held else ""


def judge(address_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
    """Ask each address, holding it still until the transaction around this call commits.

    Must be called inside that transaction. On PostgreSQL the rows are locked FOR SHARE first and read by a
    second statement, so that the answer is newer than any opt-out that was waited for; on SQLite
    the IMMEDIATE transaction already keeps every writer out.
    """
    ids = list(address_ids)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SHARE, [ids])
    return {address.pk: _verdict(address) for address in Address.objects.filter(pk__in=ids)}


def _verdict(address: Address) -> Verdict:
    because = why_not(standing=address.standing, held=address.held, suppressed=address.suppressed)
    return Verdict(willing=address.willing, event=address.last_event, because="" if address.willing else because)
