"""Invite somebody to the staff by mail. Whoever follows the link shows that they read the address."""

from datetime import timedelta

from django.db import transaction

from saidyes.accounts.arriving import user_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Invitation, Membership, User
from saidyes.accounts.rights import Role
from saidyes.accounts.staffing import end_invitation
from saidyes.businesses.models import Business
from saidyes.common import clock, times
from saidyes.common.addresses import canonical
from saidyes.common.signing import BadToken, read_ids, sign_ids
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice

PURPOSE = "staff invitation"
PATH = "/office/invitation/{}/"
GOOD_FOR = timedelta(days=3)
AT_MOST, WITHIN = 3, timedelta(hours=24)  # mails to one address: nobody's mailbox is bombed


class CannotInvite(Exception):
    """The message is the sentence that says why."""


class NoLongerOpen(Exception):
    """The invitation was used, taken back, or too old."""


@transaction.atomic
def invite(business: Business, *, name: str, address: str, role: Role, by: Membership, actor: Actor) -> Invitation:
    """One mail with a link. An open invitation of the same address ends with it. Raises `CannotInvite`, and says
    nothing about log-ins at other schools or of families.
    """
    business = Business.objects.locked().get(pk=business.pk)
    found = canonical(address)
    _refuse(business, found.key)
    for older in business.invitations.filter(key=found.key, ended_at=None):
        end_invitation(older, actor=actor)
    invitation = Invitation.objects.create(
        business=business,
        invited_by=by,
        address=found.spelling,
        key=found.key,
        name=name,
        role=role,
        good_until=clock.now() + GOOD_FOR,
    )
    private = {"name": name, "address": invitation.address}
    facts = {"role": role.value}
    subject = Subject.of(invitation)
    record(Verb.STAFF_INVITED, subject, actor=actor, source=Source.OFFICE, facts=facts, private=private)
    _post(invitation)
    return invitation


def invitation_of(token: str, business: Business) -> Invitation:
    """`BadToken` for one that was not made for this school."""
    [invitation_id] = read_ids(PURPOSE, token, 1)
    made_here = Invitation.objects.filter(business=business).select_related("business", "invited_by__user")
    invitation = made_here.filter(pk=invitation_id).first()
    if invitation is None:
        raise BadToken
    return invitation


def invitation_token(invitation: Invitation) -> str:
    return sign_ids(PURPOSE, invitation.pk)


def has_password(invitation: Invitation) -> bool:
    """Whether whoever was invited logs in with a password already, at another school or as a family."""
    user = User.objects.filter(email=invitation.key).first()
    return bool(user and user.has_usable_password())


@transaction.atomic
def join(invitation: Invitation, *, password: str, ip: str, user_agent: str) -> Membership:
    """Once: the second press finds `NoLongerOpen`. A password that is there already stays: the caller checked it."""
    Business.objects.locked().get(pk=invitation.business_id)
    invitation = Invitation.objects.select_related("business").get(pk=invitation.pk)
    if not invitation.is_open:
        raise NoLongerOpen
    invitation.ended_at = clock.now()
    invitation.save(update_fields=["ended_at"])
    role, address = Role(invitation.role), invitation.address
    user = user_of(address, name=invitation.name)
    kind = ActorKind.OWNER if role == Role.OWNER else ActorKind.STAFF
    joins = Actor(kind, id=str(user.pk), name=invitation.name, ip=ip, user_agent=user_agent)
    return hire(invitation.business, name=invitation.name, address=address, role=role, password=password, actor=joins)


def _refuse(business: Business, key: str) -> None:
    member = business.memberships.filter(user__email=key).first()
    if member:
        raise CannotInvite("This address is on the staff already" if member.active else "Enable them again instead")
    if business.invitations.filter(key=key, created_at__gt=clock.now() - WITHIN).count() >= AT_MOST:
        raise CannotInvite("This address got 3 invitations within a day. Let them use the newest, or wait a day")


def _post(invitation: Invitation) -> None:
    business = invitation.business
    told = {
        "by": invitation.invited_by.name,
        "role": Role(invitation.role).label,
        "url": business.url(PATH.format(invitation_token(invitation))),
        "until": times.moment(invitation.good_until, business.zone),
    }
    mailbox = Mailbox(invitation.address, name=invitation.name)
    leave_notice(Kind.STAFF_INVITATION, business=business, mailbox=mailbox, data=told)
