"""Whether the database role we connect as is held by the fence: PostgreSQL lets some walk through."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from saidyes.common.configuring import CONFIGURATION

ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
SUPERUSER = "is a superuser"
BYPASSES = "has BYPASSRLS"
WRONG = (
    "The PostgreSQL role {role} of DATABASE_URL {why}: row-level security would not keep one school’s families from "
    "another. Connect as an ordinary role that owns the database; docs/configuration.md says how."
)


def refuse_a_role_without_fence() -> None:
    """At every start: in production an error, elsewhere a warning."""
    checks.register(_check, CONFIGURATION)


def _check(**_told: Any) -> Sequence[checks.CheckMessage]:
    sentence = wrong_with_the_role()
    kind = checks.Error if settings.SAIDYES_PRODUCTION else checks.Warning
    return [kind(sentence, id="saidyes.role")] if sentence else []


def wrong_with_the_role() -> str:
    """The sentence that says so; empty where all is well, and where there is no PostgreSQL to ask."""
    if connection.vendor != "postgresql":
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute(ROLE)
            role, is_superuser, bypasses = cursor.fetchone()
    except DatabaseError:
        return ""  # whoever needs the database will say that it does not answer
    why = SUPERUSER if is_superuser else BYPASSES if bypasses else ""
    return WRONG.format(role=role, why=why) if why else ""
