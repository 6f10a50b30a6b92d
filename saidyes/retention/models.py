from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.families.models import Family
from saidyes.ledger.models import Event


class Erasure(models.Model):
    """A family was erased. Its evidence is restricted until `keep_until`, then shredded."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="erasures")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="erasures")
    act = models.UUIDField()
    erased_at = models.DateTimeField(default=clock.now)
    keep_until = models.DateTimeField()
    shredded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "family"], name="retention_erased_once")]

    def __str__(self) -> str:
        return f"erasure of family {self.family_id}"


class Kind(models.TextChoices):
    DETAILS = "details", "Personal details of an event"
    SCAN = "scan", "Photo or scan behind an event"


class RestrictedEvidence(models.Model):
    """What stood beside one event of an erased family, encrypted under the key of its erasure.

    The key is a file outside the database: without it nobody reads this, whoever has the database.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="evidence")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    sealed = models.BinaryField()

    class Meta:
        verbose_name_plural = "restricted evidence"

    def __str__(self) -> str:
        return f"{self.kind} of {self.event_id}"
