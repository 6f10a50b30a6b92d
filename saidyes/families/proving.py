"""A guardian shows that they read an address, by a code sent there, and uses it from then on."""

from django.db import transaction

from saidyes.accounts.arriving import move_log_in
from saidyes.families.holding import give, prove, replace
from saidyes.families.models import Guardian, HeldAddress
from saidyes.ledger.actors import Actor, Source


@transaction.atomic
def use_proved(guardian: Guardian, address: str, *, instead_of: HeldAddress | None = None, actor: Actor) -> HeldAddress:
    """The address stands where it stands: a change carries no choice over.

    In the place of the log-in address it becomes the log-in address; `LogsInElsewhere` when it is somebody else's.
    """
    if instead_of is None:
        return give(guardian, address, actor=actor, source=Source.PORTAL, proved=True)
    user = guardian.user
    if user and user.email == instead_of.address.key:
        move_log_in(user, address)
    held = replace(instead_of, address, actor=actor, source=Source.PORTAL)
    prove(held)
    return held
