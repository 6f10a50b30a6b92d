"""Ask the mailbox whether a yes is meant. Until it confirms, the address stands where it stood."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from saidyes.businesses.models import Business
from saidyes.common import clock, times
from saidyes.common.languages import current, speaking
from saidyes.common.signing import sign_ids
from saidyes.consent.asking import BETWEEN, wording_of
from saidyes.consent.evidence import Evidence, How, MayNotOptIn, standing_reasons
from saidyes.consent.models import Address, SuppressionKind, Wording, WordingKind
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.proving import AskedEnough, spare

CONFIRM = "confirm a yes"
PAGE = "/portal/confirm/{}/"
A_BOUNCING_MAILBOX_IS_ASKED_ONCE_IN = timedelta(days=7)


class AskedLately(MayNotOptIn):
    """The mailbox had its share of such mails: nobody is bombed by somebody else's yes."""


def ask_the_mailbox(address: Address, *, wording: Wording, actor: Actor, source: Source, evidence: Evidence) -> Event:
    """One mail with one link, good for 14 days; `AskedLately` when the mailbox had enough of them.

    The caller has locked the address. A newer request takes the place of an older one.
    """
    spare_the_mailbox(address, by_reader=evidence.proved or source == Source.CHOICE_LINK)
    mail = wording_of(address.business, WordingKind.CONFIRMATION, evidence.language or current())
    moves = {"old": address.standing, "new": address.standing, "version": address.version + 1}
    event = record(
        Verb.CONFIRMATION_ASKED,
        Subject.of(address),
        actor=actor,
        source=source,
        facts={**moves, **wording.facts, **evidence.facts, "mail_wording": str(mail.pk)},
        private={"address": address.spelling, **({"said": evidence.said} if evidence.said else {})},
    )
    address.apply(event)
    business = address.business
    with speaking(mail.language):
        told = {**_told_by_staff(business, actor, evidence), **_words(mail), "url": confirm_url(business, event)}
    mailbox = Mailbox(address.spelling, language=mail.language)
    leave_notice(Kind.CONFIRM_CHOICE, business=business, mailbox=mailbox, data=told)
    return event


def spare_the_mailbox(address: Address, *, by_reader: bool = False) -> None:
    """Raise `AskedLately` when it had its mails of this sort today, or bounces and was asked within the week."""
    if SuppressionKind.BOUNCE in standing_reasons(address) and _was_asked_this_week(address):
        raise AskedLately(_("Mail to this address bounces, and we wrote to it this week. Try again in a few days."))
    try:
        spare(address.key, by_reader=by_reader)
    except AskedEnough as why:
        raise AskedLately(str(why)) from why


def confirm_url(business: Business, asked: Event) -> str:
    """Where the mailbox confirms this one request."""
    return business.url(PAGE.format(sign_ids(CONFIRM, business.pk, asked.pk)))


def end_the_wait(address: Address, *, why: str, actor: Actor, source: Source) -> None:
    """The link in the mail no longer confirms anything. The caller has locked the address."""
    if address.asked is None:
        return
    facts = {"old": address.standing, "new": address.standing, "version": address.version + 1, "why": why}
    facts["asked"] = str(address.asked)
    private = {"address": address.spelling}
    address.apply(
        record(Verb.CONFIRMATION_ENDED, Subject.of(address), actor=actor, source=source, facts=facts, private=private)
    )


def _was_asked_this_week(address: Address) -> bool:
    asked = Subject.of(address).events.filter(verb__in=(Verb.CONFIRMATION_ASKED, Verb.CHECK_ASKED))
    return asked.filter(happened_at__gt=clock.now() - A_BOUNCING_MAILBOX_IS_ASKED_ONCE_IN).exists()


def _words(mail: Wording) -> dict[str, Any]:
    """Who writes stands under every mail, and comes with its frame."""
    subject, *before, button, works, not_you, _who = mail.text.split(BETWEEN)
    return {"subject": subject, "before": before, "button": button, "after": [works, not_you]}


def _told_by_staff(business: Business, actor: Actor, evidence: Evidence) -> dict[str, str]:
    """Who wrote it down and how it was said, where it was not the reader who said it to us."""
    if actor.kind not in (ActorKind.STAFF, ActorKind.OWNER):
        return {}
    at = times.moment(evidence.agreed_at, business.zone) if evidence.agreed_at else ""
    how = _(How(evidence.how).label) if evidence.how else ""
    return {"staff": actor.name, "how": how, "agreed_at": at, "said": evidence.said}
