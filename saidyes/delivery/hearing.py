"""What a mail provider tells of a letter: it arrived, it came back, it was marked as spam, somebody left.

The door has checked that the provider speaks. Here both the letter's stamped name and the address it went to must fit,
and each is then heeded as the same news by mail would be. Nobody is ever opted in, and no late word undoes another.
"""

from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.consent.braking import heed
from saidyes.consent.models import SuppressionKind
from saidyes.consent.unsubscribing import Leaver, leave_as_told
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.delivery.feedback import address_behind, bounced, name_of
from saidyes.delivery.models import Arrived, Recipient
from saidyes.delivery.resolving import arrived
from saidyes.delivery.tracing import letter_named
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.models import Dispatch
from saidyes.mail.news import News, Told
from saidyes.notices.models import Notice

PROVIDER = Actor(ActorKind.PROVIDER)


def hear(told: Told) -> bool:
    """Heed it. Whether it was about a letter of ours, to that address; the same word twice changes nothing more."""
    letter = letter_named(told.letter)
    if letter is None or not _went_to(letter, told.recipient):
        return False
    if told.news == News.BOUNCED:
        if told.outcome is not None:
            bounced(letter, told.outcome)
        return True
    if isinstance(letter, Recipient):
        ids = letter.address_id, letter.blast_id
        arrived(*ids, actor=PROVIDER, source=Source.PROVIDER, because=Arrived.REPORTED)
    if told.news in (News.COMPLAINED, News.LEFT):
        _lose(letter, told.news)
    return True


def _lose(letter: Dispatch, news: News) -> None:
    """Whoever reads that address wants no more Email Blasts."""
    address = address_behind(letter)
    if address is None:
        return
    if news == News.COMPLAINED:
        heed(
            address,
            SuppressionKind.COMPLAINT,
            reason="Marked as spam",
            actor=Actor(ActorKind.PROVIDER_COMPLAINT),
            source=Source.FEEDBACK_LOOP,
            facts={"letter": name_of(letter)},
        )
    else:
        blast_id = letter.blast_id if isinstance(letter, Recipient) else None
        leave_as_told(Leaver(address, blast_id), letter=name_of(letter), actor=PROVIDER)
    wait_until_clear(address.pk)


def _went_to(letter: Dispatch, recipient: str) -> bool:
    """Whether the letter's own address is the one that is told of, however it is spelled."""
    own = letter.email if isinstance(letter, Recipient) else letter.to_address if isinstance(letter, Notice) else ""
    try:
        return canonical(recipient).key == canonical(own).key
    except NotAnAddress:
        return False
