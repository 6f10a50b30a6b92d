"""The mail providers whose reports are taken in: how each proves itself, and what its words mean.

One of them, SAIDYES_PROVIDER, is believed, by its SAIDYES_PROVIDER_KEY. django-anymail reads the reports; none of its
signals is used.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from saidyes.api.providers import mailgun, postmark, sendgrid, ses
from saidyes.api.providers.contract import Provider

PROVIDERS: dict[str, Provider] = {
    "mailgun": mailgun.PROVIDER,
    "postmark": postmark.PROVIDER,
    "sendgrid": sendgrid.PROVIDER,
    "ses": ses.PROVIDER,
}


def look_at_provider() -> None:
    """Raises `ImproperlyConfigured` where a provider is to be believed and cannot be."""
    if not settings.SAIDYES_PROVIDER:
        return
    if settings.SAIDYES_PROVIDER not in PROVIDERS:
        raise ImproperlyConfigured(f"SAIDYES_PROVIDER is one of {', '.join(PROVIDERS)}, or empty.")
    wanted = PROVIDERS[settings.SAIDYES_PROVIDER]
    if not wanted.may_be_its_key(settings.SAIDYES_PROVIDER_KEY):
        raise ImproperlyConfigured(f"SAIDYES_PROVIDER_KEY must be {wanted.key_is}.")
