"""What the worker does for the audit log: seal it, post its seal to people outside, verify it every night.

Verification reads everything, so none of this is part of a turn: engines give these duties a thread of their own.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Role
from saidyes.blasts import scheduling
from saidyes.blasts.models import Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent import checking
from saidyes.ledger import checkpoints, sealing
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.models import Notice

GOING = (Status.SCHEDULED, Status.SENDING)


def seal_what_is_new() -> int:
    """How many events."""
    return sealing.seal_new()


def post_seals() -> int:
    """Once a day, while anything happens: the newest seal to the mailboxes of owners and auditors. How many letters."""
    return sum(_post_seal(business) for business in Business.objects.exclude(notice_address=""))


def verify_every_night() -> int:
    """Each school once a day. How many were verified."""
    due = [business for business in Business.objects.order_by("created_at") if checking.is_due(business)]
    for business in due:
        before = checking.held_because(business.pk)
        result = checking.check(business)
        if checking.held_because(business.pk):
            _hold(business)
            if not before:
                _tell(business, {"findings": f"{result.findings:,}", "first": result.wrong})
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
    staff = _overseers(business, Role.OWNER, Role.AUDITOR)
    return _leave(staff, Kind.AUDIT_LOG_SEAL, data, about=f"seal:{seal.number}")


def _hold(business: Business) -> None:
    for blast in business.blasts.filter(status__in=GOING):
        scheduling.pause(blast, why=f"{checking.HELD}.", actor=SYSTEM, source=Source.WORKER)


def _tell(business: Business, data: Mapping[str, object]) -> None:
    url = business.url(reverse("office-verification"))
    _leave(_overseers(business, Role.OWNER), Kind.AUDIT_LOG_BROKEN, {**data, "url": url})


def _leave(staff: Sequence[Membership], kind: Kind, data: Mapping[str, object], *, about: str = "") -> int:
    for member in staff:
        mailbox = Mailbox(member.user.email, name=member.name, about=about)
        leave_notice(kind, business=member.business, mailbox=mailbox, data={**data, "name": member.name})
    return len(staff)


def _overseers(business: Business, *roles: Role) -> list[Membership]:
    staff = business.memberships.filter(active=True, role__in=roles)
    return list(staff.select_related("user", "business").order_by("created_at"))
