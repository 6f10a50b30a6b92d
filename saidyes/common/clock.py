"""The one clock: the server's, in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC. Times sent by clients are never read."""
    return datetime.now(UTC)
