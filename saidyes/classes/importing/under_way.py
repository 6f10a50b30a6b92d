"""Files that somebody vouched for. The worker loads them, some seconds at a time, whatever becomes of the request."""

from collections.abc import Iterator
from dataclasses import asdict
from time import monotonic
from uuid import UUID, uuid4

from django.db.models import Q

from saidyes.businesses.models import Business
from saidyes.classes.importing import desk
from saidyes.classes.importing.checking import Plan
from saidyes.classes.importing.desk import NoSuchFile
from saidyes.classes.importing.loading import steps
from saidyes.classes.importing.outcome import Outcome
from saidyes.classes.models import GoesOnElsewhere, Import
from saidyes.common import clock
from saidyes.ledger.actors import Actor

A_WHILE = 3.0  # seconds; then other duties have their turn
THIS_PROCESS = uuid4()
Open = tuple[Import, Iterator[Outcome]]

opened: dict[UUID, Open] = {}  # reading 50,000 rows takes seconds, so a file stays open between two turns


def vouch(business: Business, file_id: UUID, plan: Plan, *, actor: Actor) -> Import:
    """From now on the file is the worker's. A second word for it changes nothing."""
    fields = {"rows": plan.read, "vouched_by": asdict(actor)}
    account, _ = Import.objects.get_or_create(pk=file_id, business=business, defaults=fields)
    return account


def load_files() -> int:
    """Some seconds of the file that waits longest. How many rows were read."""
    account = _claimed()
    for other in opened.keys() - ({account.pk} if account else set()):
        del opened[other]  # another process took it over
    if account is None:
        return 0
    before, is_over = account.done, True  # also after an error: the next turn opens it anew
    try:
        account, bits = opened.get(account.pk) or _opened(account)
        opened[account.pk] = account, bits
        is_over = _go_on(account, bits)
    except NoSuchFile:
        account.finish()
    except GoesOnElsewhere:
        pass
    finally:
        if is_over:
            opened.pop(account.pk, None)
    return account.done - before


def _claimed() -> Import | None:
    """Ours, or one that nobody has moved for a minute."""
    now = clock.now()
    free = Q(keeper=THIS_PROCESS) | Q(kept_until=None) | Q(kept_until__lt=now)
    waiting = Import.objects.filter(free, finished_at=None)
    account = waiting.select_related("business").order_by("vouched_at").first()
    until = now + Import.KEPT_FOR
    if account is None or not waiting.filter(pk=account.pk).update(keeper=THIS_PROCESS, kept_until=until):
        return None
    account.keeper = THIS_PROCESS
    return account


def _opened(account: Import) -> Open:
    plan = desk.plan_of(account.business, account.pk)
    return account, steps(plan, actor=Actor(**account.vouched_by), account=account)


def _go_on(account: Import, bits: Iterator[Outcome]) -> bool:
    """Whether it is loaded to its end. `NoSuchFile` when it was taken away: a family in it may have been erased."""
    until = monotonic() + A_WHILE
    for outcome in bits:
        if account.finished_at:
            desk.take_away(account.business, account.pk)
            return True
        if outcome.is_read:
            desk.keep_remarks(account.business, account.pk, outcome)
        elif not desk.is_here(account.business, account.pk):
            raise NoSuchFile
        elif monotonic() > until:
            return False
    return True
