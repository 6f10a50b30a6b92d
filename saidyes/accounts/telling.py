"""A notice to those of a school's staff who have a role."""

from collections.abc import Mapping

from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice


def tell_staff(business: Business, *roles: Role, kind: Kind, data: Mapping[str, object], about: str = "") -> int:
    """One notice for each, with their name in it. How many."""
    staff = Membership.objects.filter(business=business, active=True, role__in=roles).select_related("user")
    for member in staff:
        mailbox = Mailbox(member.user.email, name=member.name, about=about)
        leave_notice(kind, business=business, mailbox=mailbox, data={**data, "name": member.name})
    return len(staff)
