"""What ends without a letter: its time is up, sending was cancelled, or nobody waits any more."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.delivery import results
from saidyes.delivery.feedback import given_up
from saidyes.delivery.filling import being_sent
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.mail.models import State
from saidyes.notices.kinds import A_CODE_IS_GOOD_FOR, CODES, GOES_ONCE_SETTLED
from saidyes.notices.models import Notice

NOTICE_IS_TRIED_FOR = timedelta(days=4)  # RFC 5321 4.5.4.1: give up after 4 to 5 days
TOO_LATE = "It could not be delivered in time"


def end_what_is_over() -> int:
    """Bring to rest what will not leave any more, and finish the blasts that are done. How many moved."""
    return _expire_notices() + _expire_recipients() + _leave_out_the_cancelled() + _finish()


def take_up_what_waits_again() -> int:
    """Blasts that were called done too early go on. How many.

    A blast is done when every letter of it rests. A worker that was thought dead may write down afterwards that the
    server refused one for now; and those refused one after the other for our fault are taken back a moment later.
    """
    taken_up = 0
    for blast in Blast.objects.filter(status=Status.FINISHED).filter(_somebody_is_on_the_way()):
        with suppress(scheduling.CannotSend):  # all blasts of the school are held: it waits with them
            scheduling.take_up(blast)
            taken_up += 1
    return taken_up


def _expire_notices() -> int:
    now = clock.now()
    waiting = Notice.objects.filter(state=State.QUEUED)
    if not waiting.filter(created_at__lt=now - min(A_CODE_IS_GOOD_FOR, NOTICE_IS_TRIED_FOR)).exists():
        return 0  # as nearly always
    codes = waiting.filter(kind__in=CODES, created_at__lt=now - A_CODE_IS_GOOD_FOR)
    others = waiting.filter(created_at__lt=now - NOTICE_IS_TRIED_FOR)
    private = others.filter(kind__in=GOES_ONCE_SETTLED)
    over = {"state": State.FAILED, "settled_at": now}
    return codes.update(**over, answer=TOO_LATE, data={}) + private.update(**over, data={}) + others.update(**over)


def _expire_recipients() -> int:
    """Whom the server put off until the end did not get it; whose turn never came was left out."""
    too_old = _unfinished(Blast.objects.filter(status=Status.SENDING, expires_at__lt=clock.now()))
    if not too_old:
        return 0
    waiting = _waiting_in(too_old)
    full = list(waiting.filter(attempts__gt=0, answer__contains=" 4.2.").select_related("address"))
    put_off = waiting.filter(attempts__gt=0).update(state=State.FAILED, settled_at=clock.now())
    for row in full:
        given_up(row)
    return put_off + _leave_out(waiting, LeftOut.EXPIRED)


def _leave_out_the_cancelled() -> int:
    cancelled = _unfinished(Blast.objects.filter(status=Status.CANCELLED))
    return _leave_out(_waiting_in(cancelled), LeftOut.CANCELLED) if cancelled else 0


def _finish() -> int:
    done = being_sent().exclude(_somebody_is_on_the_way())
    for blast in done:
        with suppress(scheduling.TooLate):  # paused or cancelled this moment
            scheduling.finish(blast, counts=results.of(blast).facts)
    return len(done)


def _unfinished(blasts: QuerySet[Blast]) -> list[UUID]:
    return list(blasts.filter(_somebody_is_on_the_way()).values_list("pk", flat=True))


def _waiting_in(blasts: list[UUID]) -> QuerySet[Recipient]:
    return Recipient.objects.filter(blast__in=blasts, settled_at=None, state=State.QUEUED)


def _somebody_is_on_the_way() -> Exists:
    return Exists(Recipient.objects.filter(blast=OuterRef("pk"), settled_at=None))


def _leave_out(recipients: QuerySet[Recipient], because: LeftOut) -> int:
    return recipients.update(state=State.LEFT_OUT, left_out_because=because, settled_at=clock.now())
