from saidyes.consent.models.address import Address, Standing
from saidyes.consent.models.suppression import Suppression, SuppressionKind
from saidyes.consent.models.tombstone import Tombstone
from saidyes.consent.models.wording import OwnWords, Wording, WordingKind

__all__ = ["Address", "OwnWords", "Standing", "Suppression", "SuppressionKind", "Tombstone", "Wording", "WordingKind"]
