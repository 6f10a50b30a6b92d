"""The second factor of a member of staff: six digits from an app, a passkey, or a recovery code."""

import base64
from dataclasses import dataclass

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from saidyes.accounts.models import Membership, User
from saidyes.accounts.passkeys import keep_passkey
from saidyes.accounts.telling import tell_of_change
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

GIVEN = "mfa"
CODE_IS_GOOD_FOR = 120  # seconds, with half a minute early and late: so long it is remembered as used
Type = Authenticator.Type
SET = {
    Type.TOTP: "An app was set up as your second factor.",
    Type.WEBAUTHN: "A passkey was added as your second factor.",
    Type.RECOVERY_CODES: "You have new recovery codes. Those of before are good for nothing.",
}
REMOVED = {
    Type.TOTP: "The app was removed that was your second factor.",
    Type.WEBAUTHN: "A passkey was removed that was your second factor.",
}


@dataclass(frozen=True)
class NewApp:
    """What an app needs to know: as a picture to scan, and as letters to type."""

    secret: str
    picture: str

    @property
    def in_groups(self) -> str:
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def factors_of(user: User) -> QuerySet[Authenticator]:
    """An app or passkeys; recovery codes are none, they stand in for one."""
    return every_factor_of(user).exclude(type=Type.RECOVERY_CODES).order_by("created_at")


def every_factor_of(user: User) -> QuerySet[Authenticator]:
    """Recovery codes too."""
    return Authenticator.objects.filter(user=user)


def has_app(user: User) -> bool:
    return factors_of(user).filter(type=Type.TOTP).exists()


def was_given(request: HttpRequest, user: User) -> bool:
    """Whether this session has seen it, beside the password."""
    return any(done.get("method") == GIVEN for done in get_authentication_records(request, user))


def new_app(user: User, shown: str | None = None) -> NewApp:
    """With a fresh secret, or once more with the one that was shown. Nothing is stored."""
    secret, adapter = shown or generate_totp_secret(), get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return NewApp(secret, f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}")


def is_code_of(secret: str, code: str) -> bool:
    return bool(validate_totp_code(secret, _bare(code)))


def open_with_code(user: User, code: str) -> bool:
    """Whether it is a code of their app that was never used, or a recovery code, which is used up by it."""
    typed = _bare(code)
    for known in every_factor_of(user).filter(type__in=[Type.TOTP, Type.RECOVERY_CODES]):
        if known.wrap().validate_code(typed):
            known.refresh_from_db()
            known.record_usage()
            return bool(cache.add(f"used-code:{user.pk}:{typed}", "y", timeout=CODE_IS_GOOD_FOR))
    return False


@transaction.atomic
def keep_app(membership: Membership, secret: str, *, actor: Actor) -> None:
    """From now on codes of this app count; an app of before no longer does."""
    user = User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    every_factor_of(user).filter(type=Type.TOTP).delete()
    TOTP.activate(user, secret)
    _write_down(Verb.SECOND_FACTOR_SET, membership, Type.TOTP, actor)
    tell_of_change(membership, SET[Type.TOTP], actor=actor)


@transaction.atomic
def keep_staff_passkey(membership: Membership, answer: str, name: str, *, actor: Actor) -> None:
    """Raises `NoPasskey`."""
    keep_passkey(membership.user, answer, name)
    _write_down(Verb.SECOND_FACTOR_SET, membership, Type.WEBAUTHN, actor)
    tell_of_change(membership, SET[Type.WEBAUTHN], actor=actor)


@transaction.atomic
def new_recovery_codes(membership: Membership, *, actor: Actor) -> list[str]:
    """Ten, each good once, shown once. Those of before are good for nothing."""
    replaced, _ = every_factor_of(membership.user).filter(type=Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(membership.user).generate_codes()
    _write_down(Verb.SECOND_FACTOR_SET, membership, Type.RECOVERY_CODES, actor)
    if replaced:  # the first ones come with the first factor, which has its own mail
        tell_of_change(membership, SET[Type.RECOVERY_CODES], actor=actor)
    return [f"{code[:4]} {code[4:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    kept = every_factor_of(user).filter(type=Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


@transaction.atomic
def take_away(membership: Membership, factor: Authenticator, *, actor: Actor) -> None:
    """With the last one the recovery codes go too."""
    kind = Type(factor.type)
    factor.delete()
    if not factors_of(membership.user).exists():
        every_factor_of(membership.user).delete()
    _write_down(Verb.SECOND_FACTOR_REMOVED, membership, kind, actor)
    tell_of_change(membership, REMOVED[kind], actor=actor)


def staff_with_factors(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Each with `has_second_factor`."""
    kept = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Type.RECOVERY_CODES)
    return members.annotate(has_second_factor=Exists(kept))


def _write_down(verb: Verb, membership: Membership, kind: str, actor: Actor) -> None:
    Membership.objects.locked().get(pk=membership.pk)
    record(verb, Subject.of(membership), actor=actor, source=Source.OFFICE, facts={"kind": str(kind)})


def _bare(code: str) -> str:
    return "".join(code.split()).replace("-", "")
