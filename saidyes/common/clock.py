"""The one clock: the server's, in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC. Times sent by clients are never read (ledger A-8)."""
    return datetime.now(UTC)
