"""Passkeys (WebAuthn): a device proves who holds it, and tells no secret to anybody."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from saidyes.accounts.models import User

LONGEST_ANSWER = 20_000  # characters
REFUSALS = (ValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NoPasskey(Exception):
    """What the browser sent is no answer to what it was asked, or comes from a passkey that nobody knows."""


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")


def ask_for_new(user: User, *, logs_in: bool) -> dict[str, Any]:
    """What the browser is asked, once, to make one. `logs_in`: it is found without an address, and takes a finger, a
    face or a PIN, so that it stands for a whole log-in.
    """
    return dict(auth.begin_registration(user, logs_in))


def keep_passkey(user: User, answer: str, name: str) -> Authenticator:
    try:
        credential = _read(answer)
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
        kept: Authenticator = auth.WebAuthn.add(user, name, credential).instance
    except REFUSALS as why:
        raise NoPasskey from why
    return kept


def ask_for_one(user: User | None = None) -> dict[str, Any]:
    """What the browser is asked, once: for one of this user's, or, of nobody yet, for any that logs in."""
    return dict(auth.begin_authentication(user))


def who_answers(answer: str, user: User | None = None) -> User:
    """The user whose passkey answers; raises `NoPasskey`."""
    try:
        credential = _read(answer)
        auth.parse_authentication_response(credential)
        found = user or auth.extract_user_from_response(credential)
        auth.complete_authentication(found, credential).record_usage()
    except REFUSALS as why:
        raise NoPasskey from why
    if not isinstance(found, User) or not found.is_active:
        raise NoPasskey
    return found


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise NoPasskey
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise NoPasskey
    return read
