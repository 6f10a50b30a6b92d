"""The environment, read strictly: what cannot be meant is refused by its name, and never taken for something else."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "y", "on"}, {"0", "false", "no", "n", "off", ""}
DATABASES = ("postgres://", "postgresql://", "sqlite://")
KINDS: dict[Any, str] = {int: "a whole number", float: "a number"}


class Environment(environ.Env):
    def get_value(self, var: str, cast: Any = None, *more: Any, **options: Any) -> Any:
        """A word that is not true is not false for that: a rehearsal with a slip of the pen would mail families."""
        text = self.ENVIRON.get(var, "").strip()
        if cast is bool and text.lower() not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{var} is 1 or 0, not {text!r}.")
        if text and cast in KINDS:
            try:
                return cast(text)
            except ValueError as wrong:
                raise ImproperlyConfigured(f"{var} must be {KINDS[cast]}, not {text!r}.") from wrong
        return super().get_value(var, cast, *more, **options)

    def database(self, var: str, default: str) -> dict[str, Any]:
        """SQLite or PostgreSQL; another one's address would be asked as if it were PostgreSQL."""
        if not self.str(var, default=default).startswith(DATABASES):
            raise ImproperlyConfigured(f"{var} must look like postgres://user:password@host/name, or be left out.")
        found: dict[str, Any] = self.db_url(var, default=default)
        return found
