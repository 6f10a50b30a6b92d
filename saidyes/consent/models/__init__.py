from saidyes.consent.models.address import Address, Standing
from saidyes.consent.models.ending import Ending
from saidyes.consent.models.suppression import Suppression, SuppressionKind
from saidyes.consent.models.tombstone import Tombstone
from saidyes.consent.models.wording import OwnWords, Wording, WordingKind

__all__ = [
    "Address",
    "Ending",
    "OwnWords",
    "Standing",
    "Suppression",
    "SuppressionKind",
    "Tombstone",
    "Wording",
    "WordingKind",
]
