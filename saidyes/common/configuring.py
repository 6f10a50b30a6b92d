"""What the environment asks for and cannot be had is refused at every start, in a sentence."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

CONFIGURATION = "configuration"


def refuse_at_start(name: str, look: Callable[[], object]) -> None:
    """Let no command begin its work while `look` raises `ImproperlyConfigured`."""

    def check(**_told: Any) -> Sequence[CheckMessage]:
        try:
            look()
        except ImproperlyConfigured as wrong:
            return [Error(str(wrong), id=f"saidyes.{name}")]
        return []

    register(check, CONFIGURATION)


def insist() -> None:
    """The same for a server, which starts without a command."""
    if found := [one for one in run_checks(tags=[CONFIGURATION]) if one.is_serious()]:
        raise ImproperlyConfigured("\n".join(str(one.msg) for one in found))
