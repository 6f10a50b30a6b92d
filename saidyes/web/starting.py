"""What no start goes on with: each in a sentence that names the setting and what to do about it."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from saidyes.common import signing

SHORTEST_SECRET = 50
SHORTEST_TOKEN = 32
SAMPLES = ("django-insecure", "change", "example", "sample", "secret")
MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def look_at_settings() -> None:
    """Raises `ImproperlyConfigured` with everything that is wrong at once."""
    if found := list(refusals(settings)):
        raise ImproperlyConfigured("\n".join(found))


def refusals(chosen: Any) -> Iterator[str]:
    """What is wrong with these settings."""
    for name in ("SAIDYES_INBOUND_SECRET", "SAIDYES_METRICS_TOKEN"):
        if 0 < len(getattr(chosen, name)) < SHORTEST_TOKEN:
            yield f"{name} must have {SHORTEST_TOKEN} characters or more."
    if not 1 <= chosen.SAIDYES_EVIDENCE_YEARS <= 6:
        yield "SAIDYES_EVIDENCE_YEARS is 1 to 6: how long evidence of an erased family is kept."
    yield from _of_the_links(chosen)
    yield from _of_the_engine(chosen)
    if chosen.SAIDYES_PRODUCTION:
        yield from _of_the_secret(chosen.SECRET_KEY)
        yield from _of_the_web(chosen)
        yield from _of_the_mail(chosen)


def _of_the_links(chosen: Any) -> Iterator[str]:
    """Without a scheme it would be taken for a trial at home, and nothing here would be asked."""
    base = urlsplit(chosen.SAIDYES_BASE_URL)
    if base.scheme not in ("http", "https") or not base.hostname or base.path or base.query:
        yield "SAIDYES_BASE_URL must look like https://blasts.example.org, with nothing behind the host."
    if wrong := signing.wrong_with_keys(chosen.SAIDYES_LINK_KEYS):
        yield wrong


def _of_the_engine(chosen: Any) -> Iterator[str]:
    if chosen.SAIDYES_ENGINE not in ("local", "celery"):
        yield "SAIDYES_ENGINE is local or celery."
    if chosen.SAIDYES_ENGINE != "celery":
        return
    if chosen.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield "SAIDYES_ENGINE=celery needs PostgreSQL in DATABASE_URL: machines share no SQLite."
    if not chosen.SAIDYES_BROKER_URL:
        yield "SAIDYES_ENGINE=celery needs a RabbitMQ in BROKER_URL."
    if find_spec("celery") is None:
        yield "SAIDYES_ENGINE=celery needs the packages of requirements-scale.lock."
    if chosen.SAIDYES_PRODUCTION and not (chosen.SAIDYES_SECRET_KEY and chosen.SAIDYES_LINK_KEYS):
        yield "SAIDYES_SECRET_KEY and SAIDYES_LINK_KEYS must be set: every machine needs the same."


def _of_the_secret(secret: str) -> Iterator[str]:
    if len(secret) < SHORTEST_SECRET:
        yield f"SAIDYES_SECRET_KEY must have {SHORTEST_SECRET} characters or more. {MAKE_ONE}"
    elif len(set(secret)) < 10 or any(sample in secret.lower() for sample in SAMPLES):
        yield f"SAIDYES_SECRET_KEY looks like a sample that others know. {MAKE_ONE}"


def _of_the_web(chosen: Any) -> Iterator[str]:
    if chosen.DEBUG:
        yield "DEBUG is on: it shows strangers what only we should see. Leave it off."
    if "*" in chosen.ALLOWED_HOSTS:
        yield "SAIDYES_HOSTS must name each school's host; with * anybody's host would be in our links."
    if chosen.HTTPS and chosen.SAIDYES_TRUSTED_PROXIES < 1:
        yield (
            "SAIDYES_TRUSTED_PROXIES must say how many proxies stand in front, as SAIDYES_BASE_URL is https: "
            "1 for a single Caddy or nginx, which sets X-Forwarded-For and X-Forwarded-Proto."
        )


def _of_the_mail(chosen: Any) -> Iterator[str]:
    if not chosen.SAIDYES_EMAIL_URL and not chosen.SAIDYES_REHEARSAL:
        yield (
            "EMAIL_URL is empty: every letter would stay in the mail room. Name your mail server, "
            "or set SAIDYES_REHEARSAL=1 to try things out."
        )
    if chosen.SAIDYES_EMAIL_URL and not chosen.HTTPS:
        yield "SAIDYES_BASE_URL must be https when mail is really sent: unsubscribe links go out."
