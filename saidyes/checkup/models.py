from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock


class Pulse(models.Model):
    """When a part of the installation last showed that it is alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class AlarmKind(models.TextChoices):
    """The label is the subject of the mail that tells of it."""

    STOPPED = "stopped", "Email Blasts are stopped"
    PAUSED = "paused", "An Email Blast was paused by itself"
    WORKER = "worker", "Nothing is being sent"
    MAIL = "mail", "Receipts and codes are not leaving"
    SEAL = "seal", "The audit log is not being sealed"
    DISK = "disk", "The disk is nearly full"


class Alarm(models.Model):
    """Something is not well, until `ended_at`. What concerns the whole installation is an alarm of its first school."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=10, choices=AlarmKind)
    words = models.CharField(max_length=500)
    since = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kind"], condition=models.Q(ended_at=None), name="checkup_one_alarm_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.words
