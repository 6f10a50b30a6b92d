"""What a mail provider tells of a letter, in our words. Nothing of it is believed here."""

from dataclasses import dataclass
from enum import StrEnum

from saidyes.mail.reading import Outcome


class News(StrEnum):
    """What became of a letter, of all that providers tell; being on its way, opened or clicked is none."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Told:
    """One provider's word about one letter. `letter` is the name we gave it, `outcome` what a bounce says."""

    news: News
    letter: str
    recipient: str
    outcome: Outcome | None = None
