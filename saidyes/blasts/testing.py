"""Send a blast to the member of staff who is at it, and to nobody else.

A test is a transactional mail: it is no recipient of the blast, so it is never counted, and no family's names are
in it. It goes only to the address its reader logs in with, which they proved.
"""

from django.db import transaction

from saidyes.accounts.arriving import proved_address
from saidyes.accounts.models import User
from saidyes.blasts.drafting import missing
from saidyes.blasts.models import Blast
from saidyes.blasts.previewing import preview_for
from saidyes.blasts.scheduling import CannotSend
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

MARK = "Test: "
BANNER = "> **This is a test.** Only you got it. The names, the date and the links in it are examples.\n\n"


@transaction.atomic
def send_test(blast: Blast, user: User, *, actor: Actor, source: Source) -> str:
    """Leave the letter for the worker. The address it goes to; `CannotSend` with a sentence when it may not."""
    blast = Blast.objects.select_for_update().select_related("business").get(pk=blast.pk)
    address = proved_address(user)
    problem = _why_not(blast, address)
    if problem:
        raise CannotSend(problem)
    shown = Blast(
        business=blast.business,
        subject=f"{MARK}{blast.subject}",
        preview_line=blast.preview_line,
        body=f"{BANNER}{blast.body}",
    )
    seen = preview_for(shown, user.name, address)
    told = {"subject": seen.subject, "text": seen.text, "html": seen.html}
    leave_notice(Kind.BLAST_TEST, business=blast.business, mailbox=Mailbox(address, user.name), data=told)
    facts = {"version": blast.version}
    record(Verb.BLAST_TESTED, Subject.of(blast), actor=actor, source=source, facts=facts, private={"to": address})
    return address


def _why_not(blast: Blast, address: str) -> str:
    unwritten = next(iter(missing(blast).values()), "")
    unproved = "" if address else "Confirm the address you log in with before you send a test"
    return blast.business.cannot_send_because() or unwritten or unproved
