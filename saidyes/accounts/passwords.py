"""A password of one's own, for whoever wants one beside the codes by email."""

from saidyes.accounts.models import User

LONGEST = 1024  # characters: hashing costs time


def may_choose(user: User) -> bool:
    """Not where the password opens an Office Portal: an emailed code must not be a way to set that one."""
    return not user.memberships.exists()


def set_password(user: User, password: str) -> None:
    """Everywhere else the user is logged out."""
    user.set_password(password)
    user.save(update_fields=["password"])


def remove_password(user: User) -> None:
    """From then on only codes let them in."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
