from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock


class Tombstone(models.Model):
    """An address was erased here: a keyed digest of it, so that it is known again and never gets mail by accident."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="tombstones")
    digest = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    erased_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "digest"], name="consent_one_tombstone")]

    def __str__(self) -> str:
        return f"erased {self.erased_at:%Y-%m-%d}"
