"""What the worker does for the audit log: seal it, post its seal to people outside, verify it every night.

Verification reads everything, so none of this is part of a turn: engines give these duties a thread of their own.
"""

from saidyes.accounts.rights import Role
from saidyes.accounts.telling import tell_staff
from saidyes.blasts import scheduling
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent import checking
from saidyes.ledger import checkpoints, sealing
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice


def seal_what_is_new() -> int:
    """How many events."""
    return sealing.seal_new()


def post_seals() -> int:
    """Once a day, while anything happens: the newest seal to the mailboxes of owners and auditors. How many letters."""
    return sum(_post_seal(business) for business in Business.objects.exclude(notice_address=""))


def verify_every_night() -> int:
    """Each school once a day. How many were verified. Where a finding waits for its owner, what is going is paused."""
    due = [business for business in Business.objects.order_by("created_at") if checking.is_due(business)]
    for business in due:
        checking.check(business)
    scheduling.pause_all(checking.schools_held(), why=f"{checking.HELD}.", actor=SYSTEM, source=Source.WORKER)
    return len(due)


def _post_seal(business: Business) -> int:
    """Nothing on the first day, nor twice a day, nor while nothing new was sealed."""
    midnight = clock.now().astimezone(business.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    seal = sealing.newest(business.pk)
    posted = Notice.objects.filter(business=business, kind=Kind.AUDIT_LOG_SEAL)
    if not seal or not sealing.is_older_than(business.pk, midnight):
        return 0
    if posted.filter(created_at__gte=midnight).exists() or posted.filter(about=f"seal:{seal.number}").exists():
        return 0
    *body, _, signature = checkpoints.note_of(seal).splitlines()
    data = {"events": f"{seal.size:,}", "body": body, "signature": signature}
    kind, about = Kind.AUDIT_LOG_SEAL, f"seal:{seal.number}"
    return tell_staff(business, Role.OWNER, Role.AUDITOR, kind=kind, data=data, about=about)
