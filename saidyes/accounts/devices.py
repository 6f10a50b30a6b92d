"""Devices where somebody's password was right before. A cookie says so, signed, until the password changes."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from saidyes.accounts.models import User

SALT = "saidyes.accounts.devices"
LASTS = 180 * 24 * 60 * 60  # seconds
MOST = 5  # people on one device: a front desk is shared


def known_device(request: HttpRequest, key: str) -> str:
    """The device's own random name if the user with this address logged in there before; else empty."""
    kept = _kept(request)
    user = User.objects.filter(email=key).first() if kept["people"] else None
    tag = kept["people"].get(str(user.pk), "") if user else ""
    return f"{kept['name']}:{key}" if user and constant_time_compare(tag, _tag(user)) else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    kept = _kept(request)
    others = {pk: tag for pk, tag in kept["people"].items() if pk != str(user.pk)}
    people = dict([*others.items()][1 - MOST :]) | {str(user.pk): _tag(user)}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"name": kept["name"], "people": people}, salt=SALT),
        max_age=LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LASTS
        )
    except signing.BadSignature:
        return {"name": secrets.token_urlsafe(16), "people": {}}
    return kept


def _tag(user: User) -> str:
    """Another one with every password."""
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
