"""What an engine says of a turn that failed."""

import logging

from saidyes.common.logs import told

logger = logging.getLogger(__name__)


def tell(wrong: Exception) -> None:
    logger.error("%s", told(wrong))
