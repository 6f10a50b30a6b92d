"""What an engine says of a turn that failed: a plight of the database in a sentence, else where it happened."""

import logging

from saidyes.common.logs import told
from saidyes.common.plights import plight

logger = logging.getLogger(__name__)


def tell(wrong: Exception) -> None:
    logger.error("%s", plight(wrong) or told(wrong))
