"""A password: what it may be, and who may choose one."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from saidyes.accounts.models import Membership, User
from saidyes.accounts.telling import tell_of_change
from saidyes.businesses.models import Business
from saidyes.common.fence.whose import count_everywhere
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

LONGEST = 1024  # bytes: hashing costs time
REST = 4  # so many letters or digits must be left without what anybody would try first
SAID_BY_ALL = ("password", "welcome", "letmein", "qwerty")


def may_choose(user: User) -> bool:
    """Not where the password opens an Office Portal: an emailed code must not be a way to set that one."""
    return count_everywhere(user.memberships.all()) == 0


def refuse_weak(password: str, business: Business | None, *, user: User | None = None, words: str = "") -> None:
    """A `ValidationError` for one that is short, long, common, or made of the school’s or the person’s own words.
    Nothing else is asked of it: spaces, other letters and emoji count, and nothing is changed.
    """
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
        raise ValidationError(_("Choose a password of %(most)d bytes or fewer") % {"most": LONGEST})
    validate_password(password, user)
    own = _words_of(business) + (f" {user.name} {user.email}" if user else "") + f" {words}"
    if _is_made_of(password, own):
        raise ValidationError(_("Choose a password that is not made of names and addresses that anybody knows"))


def _words_of(business: Business | None) -> str:
    if business is None:
        return ""
    seen = (business.name, business.legal_name, business.street, business.city, business.host, business.blast_address)
    return " ".join(seen)


def _is_made_of(password: str, text: str) -> bool:
    """Whether next to nothing is left once the words are taken out: `Tidewater2026!` is `2026`."""
    parts = {part for part in re.split(r"\W+", text.casefold()) if len(part) > 2}
    rest = password.casefold()
    found = [part for part in sorted(parts | set(SAID_BY_ALL), key=len, reverse=True) if part in rest]
    for part in found:
        rest = rest.replace(part, "")
    left = re.sub(r"[\W\d_]+", "", rest)
    return bool(found) and len(left) < REST


def set_password(user: User, password: str) -> None:
    """Everywhere else the user is logged out."""
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def set_staff_password(membership: Membership, password: str, *, actor: Actor) -> None:
    """Written down, and told to its owner by mail."""
    Membership.objects.locked().get(pk=membership.pk)
    set_password(membership.user, password)
    record(Verb.STAFF_PASSWORD_SET, Subject.of(membership), actor=actor, source=Source.OFFICE)
    tell_of_change(membership, "Your password of the Office Portal was changed.", actor=actor)


def remove_password(user: User) -> None:
    """From then on only codes let them in."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
