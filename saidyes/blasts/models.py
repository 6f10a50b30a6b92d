import secrets
from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.common import clock


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    SENDING = "sending", "Sending"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Sent"
    CANCELLED = "cancelled", "Cancelled"


def everyone() -> dict[str, Any]:
    return {"kind": "everyone"}


def fresh_key() -> str:
    return secrets.token_hex(16)


class Blast(models.Model):
    """An Email Blast. `version` grows with every edit; `frozen` holds what is sent, from the first fill on.

    `editor` is the open page that saved last: its next save never counts as somebody else's. `left_out` counts, by
    reason, the chosen addresses that were not willing when it was filled; `filled_through` is the last address id
    already looked at, so that filling can be resumed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="blasts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    preview_line = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    audience = models.JSONField(default=everyone)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    editor = models.CharField(max_length=32, blank=True)
    key = models.CharField(max_length=32, default=fresh_key)
    frozen = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    filled_through = models.UUIDField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=200, blank=True)
    paused_why = models.CharField(max_length=500, blank=True)
    waits_for_owner = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "editor"], condition=~models.Q(editor=""), name="blasts_one_draft_a_page"
            )
        ]
        indexes = [
            models.Index(fields=["business", "status", "-saved_at"], name="blasts_by_status"),
            models.Index(fields=["status", "due_at"], name="blasts_due"),
        ]

    def __str__(self) -> str:
        return self.subject or "Email Blast without a subject"


class Selection(models.Model):
    """An audience that a school keeps by name. A blast takes a copy of it, so that no later change reaches it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="selections")
    name = models.CharField(max_length=60)
    audience = models.JSONField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="blasts_one_selection_a_name")]

    def __str__(self) -> str:
        return self.name


class StoppedBy(models.TextChoices):
    """The label begins the sentence that staff read."""

    SPAM = "spam", "Too many families marked Email Blasts as spam"
    BOUNCES = "bounces", "Too many addresses do not exist"


class Stop(models.Model):
    """No Email Blast of the school leaves until an owner lets them go on. One that was let go stays, with who did."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="stops")
    why = models.CharField(max_length=10, choices=StoppedBy)
    reports = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    stopped_at = models.DateTimeField(default=clock.now)
    let_go_at = models.DateTimeField(null=True, blank=True)
    let_go_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "why"], condition=models.Q(let_go_at=None), name="blasts_one_stop_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()}: {self.reports:,} of {self.letters:,}"

    @property
    def sentence(self) -> str:
        return f"{self}. Email Blasts wait until an owner lets them go on"
