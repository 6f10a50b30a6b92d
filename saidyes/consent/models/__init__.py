from saidyes.consent.models.address import Address, Standing
from saidyes.consent.models.suppression import Suppression, SuppressionKind
from saidyes.consent.models.wording import Wording, WordingKind

__all__ = ["Address", "Standing", "Suppression", "SuppressionKind", "Wording", "WordingKind"]
