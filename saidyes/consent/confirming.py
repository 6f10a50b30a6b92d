"""The click in the mail: it makes a yes count that waited for the mailbox."""

from dataclasses import dataclass, replace
from enum import Enum
from uuid import UUID

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.signing import BadToken, read_ids
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, was_to_something_else
from saidyes.consent.judging import LIFTED_BY_AN_OWN_YES
from saidyes.consent.models import Address, SuppressionKind, Wording
from saidyes.consent.models.address import CONFIRMING_LASTS, address_in
from saidyes.consent.requesting import CONFIRM, end_the_wait
from saidyes.consent.suppressing import lift
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

AT_ONCE = 200


class Outcome(Enum):
    """What has become of a request."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    OVERTAKEN = "overtaken"
    RAN_OUT = "ran_out"


@dataclass(frozen=True)
class Request:
    """A yes of which the mailbox was asked whether it is meant, and the words it was given to."""

    address: Address
    asked: Event
    wording: Wording

    @property
    def outcome(self) -> Outcome:
        if self.address.waits and self.address.asked == self.asked.pk:
            return Outcome.OVERTAKEN if was_to_something_else(self.asked) else Outcome.WAITS
        if self.asked.later.filter(verb=Verb.OPT_IN, facts__confirms=str(self.asked.pk)).exists():
            return Outcome.CONFIRMED
        young = clock.now() - self.asked.happened_at < CONFIRMING_LASTS
        return Outcome.OVERTAKEN if young else Outcome.RAN_OUT


def request_of(token: str, business: Business) -> Request:
    """What the link of a mail confirms; `BadToken` when it is forged, of another school or of another purpose."""
    business_id, event_id = read_ids(CONFIRM, token, 2)
    asked = Event.objects.filter(business_id=business.pk, pk=event_id, verb=Verb.CONFIRMATION_ASKED).first()
    if business_id != business.pk or asked is None:
        raise BadToken
    address = Address.objects.select_related("business").get(business=business, pk=address_in(asked.subject))
    return Request(address, asked, business.wordings.get(pk=asked.facts["wording"]))


def ask_by_link(address: Address, *, wording: Wording, actor: Actor) -> Event:
    """Yes, by the choice link of a mail. Mails are forwarded, so it only asks the mailbox. `MayNotOptIn` as ever."""
    source, evidence = Source.CHOICE_LINK, Evidence(own=True)
    return record_choice(address, said_yes=True, wording=wording, actor=actor, source=source, evidence=evidence)


@transaction.atomic
def confirm(request: Request, *, actor: Actor) -> Event:
    """The yes counts from now on; `NoLongerWaits` when it was confirmed, overtaken or left too long.

    A guardian's own yes also ends what stood in the way when it was given: a bounce, a spam report. What a lawyer
    asked for stays until an owner agrees.
    """
    asked = request.asked
    event = record_choice(
        request.address,
        said_yes=True,
        wording=request.wording,
        actor=replace(actor, on_behalf_of=asked.on_behalf_of),
        source=Source.CONFIRMATION_LINK,
        evidence=Evidence(confirms=asked),
    )
    if asked.actor_kind == ActorKind.GUARDIAN:
        stood = request.address.suppressions.filter(lifted_at=None, set_at__lte=asked.happened_at)
        for kind in stood.filter(kind__in=LIFTED_BY_AN_OWN_YES).values_list("kind", flat=True):
            lift(request.address, SuppressionKind(kind), actor=actor, source=Source.CONFIRMATION_LINK)
    return event


def end_what_ran_out() -> int:
    """Requests that nobody confirmed within 14 days. How many."""
    old = Address.objects.filter(asked__isnull=False, asked_at__lte=clock.now() - CONFIRMING_LASTS)
    return sum(_end(address_id) for address_id in list(old.order_by("asked_at").values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _end(address_id: UUID) -> bool:
    address = Address.objects.locked().get(pk=address_id)
    if address.asked is None or address.waits:  # answered, or asked anew, this moment
        return False
    end_the_wait(address, why="nobody confirmed it within 14 days", actor=SYSTEM, source=Source.EXPIRY)
    return True
