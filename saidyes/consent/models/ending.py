from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock


class Ending(models.Model):
    """Every yes of a school that was given until then ends. The row stays until the last of them has ended."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="endings")
    given_until = models.DateTimeField(default=clock.now)
    why = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.why
