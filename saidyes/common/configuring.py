"""What the environment asks for and cannot be had is refused at every start, in a sentence."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
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
