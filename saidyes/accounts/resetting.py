"""Somebody of the staff lost their device and their codes. Nobody takes a second factor away in silence."""

from django.db import transaction

from saidyes.accounts.factors import every_factor_of
from saidyes.accounts.models import Membership, User, Visit
from saidyes.accounts.rights import Role
from saidyes.accounts.telling import tell_member, tell_staff
from saidyes.accounts.visits import end_visits
from saidyes.common import clock, times
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind

STAFF = "/office/settings/staff/"


class HasNone(Exception):
    """There is nothing to take away."""


@transaction.atomic
def reset_second_factor(user: User) -> list[str]:
    """No app, no passkey, no recovery codes, and logged out everywhere. At each school it is written down; they and the
    owners are told by mail. Returns the names of the schools that have no sender yet, where nobody could be told.
    """
    if not every_factor_of(user).delete()[0]:
        raise HasNone
    end_visits(Visit.objects.filter(user=user))
    members = Membership.objects.filter(user=user, active=True).select_related("user", "business")
    return [member.business.name for member in members if not _reset_at(member)]


def _reset_at(member: Membership) -> bool:
    """Whether somebody could be told."""
    Membership.objects.locked().get(pk=member.pk)
    Membership.objects.filter(pk=member.pk).update(log_ins_end=clock.now())
    private = {"name": member.name, "address": member.user.email}
    record(Verb.SECOND_FACTOR_RESET, Subject.of(member), actor=SYSTEM, source=Source.COMMAND_LINE, private=private)
    if member.business.notice_address:
        _tell(member)
    return bool(member.business.notice_address)


def _tell(member: Membership) -> None:
    business = member.business
    data = {"who": member.name, "when": times.moment(clock.now(), business.zone), "url": business.url(STAFF)}
    tell_staff(business, Role.OWNER, kind=Kind.SECOND_FACTOR_RESET, data=data)
    if member.role != Role.OWNER:
        tell_member(member, Kind.SECOND_FACTOR_RESET, data)
