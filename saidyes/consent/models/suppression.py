from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models.address import Address


class SuppressionKind(models.TextChoices):
    BOUNCE = "bounce", "Bounced"
    COMPLAINT = "complaint", "Marked as spam"
    MANUAL = "manual", "Blocked by staff"
    LEGAL = "legal", "Blocked for legal reasons"


class Suppression(models.Model):
    """A reason not to deliver, apart from the choice. Lifted ones stay, with the time."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="suppressions")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="suppressions")
    kind = models.CharField(max_length=10, choices=SuppressionKind)
    reason = models.CharField(max_length=500, blank=True)
    event = models.UUIDField()
    set_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "address", "kind"],
                condition=models.Q(lifted_at=None),
                name="consent_one_standing_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
