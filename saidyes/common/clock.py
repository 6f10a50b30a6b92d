"""The one clock: the server's, in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic


def now() -> datetime:
    """The present moment, aware, in UTC. Times sent by clients are never read."""
    return datetime.now(UTC)


def watch() -> Callable[[], float]:
    """How many seconds have passed since, by whichever went further: a watch, which stands still while the machine is
    suspended, or the clock, which may be set.
    """
    began, at = monotonic(), now()
    return lambda: max(monotonic() - began, (now() - at).total_seconds())
