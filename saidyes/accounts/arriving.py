"""A person who showed that they read an address becomes a user who can log in with it."""

from allauth.account.models import EmailAddress
from django.db import transaction

from saidyes.accounts.models import User
from saidyes.common.addresses import canonical


@transaction.atomic
def user_of(address: str, *, name: str) -> User:
    """The user of a proved address, made when there is none. A new one has no password: codes let them in."""
    key = canonical(address).key
    user = User.objects.filter(email=key).first() or User.objects.create_user(key, name=name)
    EmailAddress.objects.update_or_create(user=user, email=key, defaults={"verified": True, "primary": True})
    return user


class LogsInElsewhere(Exception):
    """Somebody else logs in with the address already."""


@transaction.atomic
def move_log_in(user: User, address: str) -> None:
    """From now on the user logs in with this address, which they have just proved; `LogsInElsewhere` when taken."""
    key = canonical(address).key
    if User.objects.filter(email=key).exclude(pk=user.pk).exists():
        raise LogsInElsewhere
    user.email = key
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).update(email=key, verified=True)


def proved_address(user: User) -> str:
    """The address they log in with, if it is proved; else empty."""
    return user.email if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists() else ""
