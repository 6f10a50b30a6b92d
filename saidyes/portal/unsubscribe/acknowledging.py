"""What comes after a no by the link of a letter is written down, and before its reader is told."""

from saidyes.consent.unsubscribing import Leaver
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.delivery.resolving import arrived
from saidyes.ledger.actors import Source
from saidyes.portal.doors import LinkRequest


def settle(request: LinkRequest[Leaver], source: Source) -> None:
    """Wait until nothing of theirs can leave any more, so that the answer may promise it.

    Whoever used the link of a letter has it: if nobody knew whether it arrived, this says so.
    """
    leaver = request.about
    arrived(leaver.address.pk, leaver.blast_id, actor=request.actor, source=source)
    wait_until_clear(leaver.address.pk)
