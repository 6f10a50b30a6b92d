"""Mail to an address bounced. Ask the mailbox whether it arrives again; the click in that mail lifts the bounce."""

from dataclasses import dataclass

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock, times
from saidyes.common.languages import speaking
from saidyes.common.signing import BadToken, read_ids, sign_ids
from saidyes.consent.evidence import NoLongerWaits
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.models.address import CONFIRMING_LASTS, address_in
from saidyes.consent.requesting import spare_the_mailbox
from saidyes.consent.suppressing import lift
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

CHECK = "check an address"
PAGE = "/portal/check-address/{}/"


class NothingToCheck(Exception):
    """No bounce stands there."""


@dataclass(frozen=True)
class Check:
    """A mailbox that was asked whether our mail arrives."""

    address: Address
    asked: Event

    @property
    def waits(self) -> bool:
        """Whether the click still lifts something: the bounce stands since before, and nobody asked anew."""
        newer = self.asked.later.filter(verb__in=(Verb.CHECK_ASKED, Verb.SUPPRESSION_LIFTED))
        stands = self.address.suppressions.filter(kind=SuppressionKind.BOUNCE, lifted_at=None)
        young = clock.now() - self.asked.happened_at < CONFIRMING_LASTS
        return young and not newer.exists() and stands.filter(set_at__lte=self.asked.happened_at).exists()


@transaction.atomic
def ask_whether_mail_arrives(address: Address, *, language: str = "", actor: Actor, source: Source) -> None:
    """One mail, in `language`; no choice changes by it. At most one in 7 days: `AskedLately`."""
    address = Address.objects.locked().select_related("business").get(pk=address.pk)
    if not address.suppressions.filter(kind=SuppressionKind.BOUNCE, lifted_at=None).exists():
        raise NothingToCheck
    spare_the_mailbox(address)
    private = {"address": address.spelling}
    event = record(Verb.CHECK_ASKED, Subject.of(address), actor=actor, source=source, private=private)
    business = address.business
    url = business.url(PAGE.format(sign_ids(CHECK, business.pk, event.pk)))
    with speaking(language):
        until = times.day(event.happened_at + CONFIRMING_LASTS, business.zone)
    mailbox = Mailbox(address.spelling, language=language)
    leave_notice(Kind.CHECK_ADDRESS, business=business, mailbox=mailbox, data={"url": url, "until": until})


def check_of(token: str, business: Business) -> Check:
    """What the link of such a mail is about; `BadToken` when it is forged, of another school or another purpose."""
    business_id, event_id = read_ids(CHECK, token, 2)
    asked = Event.objects.filter(business_id=business.pk, pk=event_id, verb=Verb.CHECK_ASKED).first()
    if business_id != business.pk or asked is None:
        raise BadToken
    return Check(Address.objects.get(business=business, pk=address_in(asked.subject)), asked)


@transaction.atomic
def mail_arrives(check: Check, *, actor: Actor) -> None:
    """Somebody reads the mailbox: the bounce is lifted. `NoLongerWaits` when the link is used up or too old."""
    Address.objects.locked().get(pk=check.address.pk)
    if not check.waits:
        raise NoLongerWaits
    lift(check.address, SuppressionKind.BOUNCE, actor=actor, source=Source.CONFIRMATION_LINK)
