"""What an owner decides about the staff. Each act locks the school, and is written down."""

from typing import Any
from uuid import UUID

from django.db import transaction

from saidyes.accounts.models import Invitation, Membership
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


class LastOwner(Exception):
    """Nobody would be left who may decide about the staff."""


@transaction.atomic
def change_role(membership: Membership, role: Role, *, actor: Actor) -> bool:
    """False when it is their role already."""
    member = _locked(membership)
    if member.role == role:
        return False
    if member.active:
        _keep_an_owner(member)
    facts = {"old": member.role, "new": role.value}
    member.role = role
    _save(member, Verb.STAFF_ROLE_CHANGED, actor, facts)
    if role != Role.OWNER:
        _end_invitations(member, actor)
    return True


@transaction.atomic
def disable(membership: Membership, *, actor: Actor) -> bool:
    """From their next request on they are let in nowhere, and their invitations are good for nothing. False when it is
    so already.
    """
    member = _locked(membership)
    if not member.active:
        return False
    _keep_an_owner(member)
    member.active, member.log_ins_end = False, clock.now()
    _save(member, Verb.STAFF_DISABLED, actor)
    _end_invitations(member, actor)
    return True


@transaction.atomic
def enable(membership: Membership, *, actor: Actor) -> bool:
    """They may log in again, anew. False when it is so already."""
    member = _locked(membership)
    if member.active:
        return False
    member.active = True
    _save(member, Verb.STAFF_ENABLED, actor)
    return True


@transaction.atomic
def log_out_everywhere(membership: Membership, *, actor: Actor) -> None:
    member = _locked(membership)
    member.log_ins_end = clock.now()
    _save(member, Verb.STAFF_LOGGED_OUT, actor)


@transaction.atomic
def end_invitation(invitation: Invitation, *, actor: Actor) -> bool:
    """Its link is good for nothing any more. False when it was so already."""
    Business.objects.locked().get(pk=invitation.business_id)
    if not Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=clock.now()):
        return False
    private = {"name": invitation.name, "address": invitation.address}
    subject = Subject.of(invitation)
    record(Verb.STAFF_INVITATION_ENDED, subject, actor=actor, source=Source.OFFICE, private=private)
    return True


def still_on_the_staff(business_id: UUID, actor: Actor) -> bool:
    """To be asked in a transaction: they stay what they are until it ends. True for who never was on the staff."""
    if actor.kind not in (ActorKind.OWNER, ActorKind.STAFF) or not actor.id:
        return True
    members = Membership.objects.locked().filter(business_id=business_id, user_id=actor.id)
    return all(member.active for member in members)


def _locked(membership: Membership) -> Membership:
    """The school first: so no two owners take each other's role away at the same moment."""
    Business.objects.locked().get(pk=membership.business_id)
    return Membership.objects.locked().select_related("user").get(pk=membership.pk)


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(business_id=member.business_id, role=Role.OWNER, active=True)
    if member.role == Role.OWNER and not others.exclude(pk=member.pk).exists():
        raise LastOwner


def _end_invitations(member: Membership, actor: Actor) -> None:
    """Of others, by them: only owners invite."""
    for invitation in Invitation.objects.filter(invited_by=member, ended_at=None):
        end_invitation(invitation, actor=actor)


def _save(member: Membership, verb: Verb, actor: Actor, facts: dict[str, Any] | None = None) -> None:
    member.save(update_fields=["role", "active", "log_ins_end"])
    private = {"name": member.name, "address": member.user.email}
    record(verb, Subject.of(member), actor=actor, source=Source.OFFICE, facts=facts, private=private)
