"""One mail that came in: a bounce, a spam report, or somebody who wants to leave. Everything else changes nothing.

Nobody is ever opted in by mail, nothing is fetched, and nobody gets an answer.
"""

import re
from enum import StrEnum

from saidyes.businesses.models import Business
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.consent.braking import heed
from saidyes.consent.knowing import known
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.unsubscribing import Leaver, unsubscribe
from saidyes.consent.wishing import note_wish
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.delivery.feedback import address_behind, bounced, name_of
from saidyes.delivery.models import Arrived, Recipient
from saidyes.delivery.resolving import arrived
from saidyes.delivery.tracing import letter_described_in, letter_returned_to, letter_with_id_in
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.authenticating import is_authentic
from saidyes.mail.models import Dispatch
from saidyes.mail.reading import UNTOLD, Envelope, Incoming, read
from saidyes.mail.return_paths import Way

COMPLAINTS = {"abuse", "fraud", "virus", "other"}  # RFC 5965 3.5; "not-spam" and "auth-failure" blame nobody
ARRIVED = {"delivered", "relayed", "expanded"}
WANTS_TO_LEAVE = re.compile(
    r"\W*(please,? )?(unsubscribe|opt(ing)? out|opt me out|remove me|stop)( me)?( please| from \w.{0,60})?\W*",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^(>|-----|_____|On .*(wrote|:)$|From: )")
READER, PROGRAM = Actor(ActorKind.MAILBOX), Actor(ActorKind.PROVIDER_COMPLAINT)
ANY_ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")


class Received(StrEnum):
    """What came of it."""

    BOUNCE = "a letter bounced"
    COMPLAINT = "a letter was marked as spam"
    LEFT = "an address was unsubscribed"
    FOR_STAFF = "staff must look at a wish to unsubscribe"
    NOTHING = "nothing to do"


def receive(raw: bytes, envelope: Envelope = UNTOLD) -> Received:
    """Take one mail in, complete and as it is. Raises `NotReadable`. The same mail twice changes nothing more."""
    incoming = read(raw, envelope)
    if incoming.outcomes:
        return _take_bounce(incoming)
    if incoming.complaint:
        return _take_complaint(incoming)
    if incoming.returns_to_nobody or incoming.automatic == "auto-replied":
        return Received.NOTHING
    letter = letter_returned_to(incoming.arrived_for, Way.LEAVING)
    if isinstance(letter, Recipient):
        return _leave(letter.address, letter, Source.MAILTO)
    if incoming.automatic or not wants_to_leave(incoming):
        return Received.NOTHING
    return _take_reply(incoming)


def wants_to_leave(incoming: Incoming) -> bool:
    """Whether the subject, or the first line of one's own words, says so and nothing else."""
    own = [line.strip() for line in incoming.text.splitlines() if line.strip()]
    first = own[0] if own and not QUOTED.match(own[0]) else ""
    return bool(WANTS_TO_LEAVE.fullmatch(incoming.subject) or WANTS_TO_LEAVE.fullmatch(first))


def _take_bounce(incoming: Incoming) -> Received:
    """Believed only from the null sender, at the letter's own address, where nobody says that it arrived after all."""
    failed = [outcome for outcome in incoming.outcomes if outcome.action == "failed"]
    arrived = any(outcome.action in ARRIVED for outcome in incoming.outcomes)
    if not failed or arrived or not incoming.returns_to_nobody:
        return Received.NOTHING
    letter = letter_returned_to(incoming.arrived_for, Way.BLAST, Way.NOTICE)
    return Received.BOUNCE if letter is not None and bounced(letter, failed[0]) else Received.NOTHING


def _take_complaint(incoming: Incoming) -> Received:
    letter = letter_described_in(incoming.about) if incoming.complaint in COMPLAINTS else None
    address = address_behind(letter) if letter is not None else None
    if letter is None or address is None:
        return Received.NOTHING
    heed(
        address,
        SuppressionKind.COMPLAINT,
        reason=f"Marked as spam ({incoming.complaint})",
        actor=PROGRAM,
        source=Source.FEEDBACK_LOOP,
        facts={"letter": name_of(letter)},
    )
    _has_arrived(letter, PROGRAM, Source.FEEDBACK_LOOP)
    wait_until_clear(address.pk)
    return Received.COMPLAINT


def _take_reply(incoming: Incoming) -> Received:
    """Whoever writes to a letter's own address holds the letter; else our mail server must vouch for the author."""
    own = letter_returned_to(incoming.arrived_for, Way.BLAST)
    if isinstance(own, Recipient):
        return _leave(own.address, own, Source.REPLY)
    letter = letter_with_id_in(incoming.answers)
    business = letter.business if letter else _school_written_to(incoming)
    if business is None:
        return Received.NOTHING
    address = _address_of_author(business, incoming.author)
    if address is not None and is_authentic(incoming.author, incoming.authentication):
        return _leave(address, letter, Source.REPLY)
    meant = letter.address if letter else address
    if meant is None:
        return Received.NOTHING
    said = f"{incoming.subject}: {incoming.text.strip()}"[:500]
    note_wish(meant, said=said, author=incoming.author, actor=READER, source=Source.REPLY)
    return Received.FOR_STAFF


def _leave(address: Address, letter: Dispatch | None, source: Source) -> Received:
    blast_id = letter.blast_id if isinstance(letter, Recipient) else None
    unsubscribe(Leaver(address, blast_id), actor=READER, source=source)
    _has_arrived(letter, READER, source)
    wait_until_clear(address.pk)
    return Received.LEFT


def _has_arrived(letter: Dispatch | None, actor: Actor, source: Source) -> None:
    """Whoever answers a letter, or marks it as spam, has it."""
    if isinstance(letter, Recipient):
        arrived(letter.address_id, letter.blast_id, actor=actor, source=source, because=Arrived.ANSWERED)


def _school_written_to(incoming: Incoming) -> Business | None:
    """The one school that sends from, or asks for replies to, an address that this mail was for."""
    wanted = {address.lower() for address in ANY_ADDRESS.findall(incoming.arrived_for)}
    schools = [
        school
        for school in Business.objects.order_by("created_at")
        if wanted & {school.blast_address.lower(), school.notice_address.lower(), school.reply_to.lower()}
    ]
    return schools[0] if len(schools) == 1 else None


def _address_of_author(business: Business, author: str) -> Address | None:
    try:
        canonical(author)
    except NotAnAddress:
        return None
    return known(business, author)
