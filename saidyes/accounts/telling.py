"""Notices to a school's staff: to those who have a role, or to one of them about their own log-in."""

from collections.abc import Mapping
from datetime import timedelta

from saidyes.accounts.models import Membership
from saidyes.accounts.origin import device_of
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.common import clock, times
from saidyes.ledger.actors import Actor
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

YOUR_ACCOUNT = "/office/your-account/"
AT_MOST, WITHIN = 3, timedelta(hours=24)  # mails about new devices: a browser that keeps no cookie is new each time


def tell_staff(business: Business, *roles: Role, kind: Kind, data: Mapping[str, object], about: str = "") -> int:
    """One notice for each, with their name in it. How many."""
    staff = Membership.objects.filter(business=business, active=True, role__in=roles).select_related("user")
    for member in staff:
        tell_member(member, kind, data, about=about)
    return len(staff)


def tell_member(member: Membership, kind: Kind, data: Mapping[str, object], *, about: str = "") -> None:
    mailbox = Mailbox(member.user.email, name=member.name, about=about)
    leave_notice(kind, business=member.business, mailbox=mailbox, data={**data, "name": member.name})


def tell_of_change(member: Membership, what: str, *, actor: Actor) -> None:
    """Whoever did not change it themselves learns of it. A school that has no sender yet tells nobody."""
    if member.business.notice_address:
        tell_member(member, Kind.LOG_IN_CHANGED, {"what": what, **_whence(member, actor)})


def tell_of_new_device(member: Membership, *, actor: Actor) -> None:
    """Not of the very first log-in: they have just joined."""
    business = member.business
    told = business.notices.filter(kind=Kind.NEW_DEVICE, to_key=member.user.email, created_at__gt=clock.now() - WITHIN)
    if member.logged_in_at and business.notice_address and told.count() < AT_MOST:
        tell_member(member, Kind.NEW_DEVICE, _whence(member, actor))


def _whence(member: Membership, actor: Actor) -> dict[str, str]:
    return {
        "when": times.moment(clock.now(), member.business.zone),
        "device": device_of(actor.user_agent),
        "ip": actor.ip,
        "url": member.business.url(YOUR_ACCOUNT),
    }
