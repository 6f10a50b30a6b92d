"""What an engine says of a turn that failed."""

import logging
import traceback

from django.db import OperationalError

logger = logging.getLogger(__name__)


def tell(wrong: Exception) -> None:
    """Where it happened. What an error says may hold an address, so only a lost database is quoted."""
    words = str(wrong).splitlines()[0] if isinstance(wrong, OperationalError) and str(wrong) else ""
    where = "".join(traceback.format_tb(wrong.__traceback__))
    logger.error("%s %s\n%s", type(wrong).__name__, words, where)
