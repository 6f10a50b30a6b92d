"""What django-allauth's second factors do here: secrets are encrypted, and a passkey belongs to a school's host."""

import base64
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.crypto import salted_hmac


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """Under a key made of SECRET_KEY: a copy of the database alone makes nobody's codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return str(context.request.business.name)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        business = context.request.business
        return {"id": context.request.get_host().partition(":")[0], "name": business.name}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        named: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**named, "display_name": getattr(user, "name", "") or named["name"]}


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [salted_hmac("saidyes.accounts.factors", "key", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
