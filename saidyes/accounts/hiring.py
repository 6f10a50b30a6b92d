"""Somebody joins the staff of a school."""

from django.db import transaction

from saidyes.accounts.arriving import user_of
from saidyes.accounts.models import Membership
from saidyes.accounts.passkeys import passkeys_of
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.common.fence.whose import count_everywhere
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


@transaction.atomic
def hire(
    business: Business, *, name: str, address: str, role: Role, password: str, actor: Actor = SYSTEM
) -> Membership:
    """A user with a role. The address counts as proved: whoever set the school up vouches for it, or a mail to it led
    here. Somebody who has a password already keeps it.
    """
    user = user_of(address, name=name)
    if count_everywhere(user.memberships.all()) == 0:
        passkeys_of(user).delete()  # made by whoever reads the mailbox: nothing beside a password
    if not user.has_usable_password():
        user.set_password(password)
        user.save(update_fields=["password"])
    membership = Membership.objects.create(business=business, user=user, role=role)
    facts = {"role": role.value}
    record(
        Verb.STAFF_ADDED,
        Subject.of(membership),
        actor=actor,
        source=Source.OFFICE,
        facts=facts,
        private={"name": name, "address": user.email},
    )
    return membership
