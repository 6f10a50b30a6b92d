from typing import Self

from django.db import models

from saidyes.common import clock


class State(models.TextChoices):
    """Where one letter is on its way; the last four are places of rest."""

    QUEUED = "queued", "Still to send"
    CLAIMED = "claimed", "Being sent"
    HANDING = "handing", "At the mail server"
    SENT = "sent", "Delivered"
    FAILED = "failed", "Bounced"
    LEFT_OUT = "left_out", "Left out"
    UNCERTAIN = "uncertain", "Waiting for an answer"


class Dispatch(models.Model):
    """One letter on its way. `token` grows at each claim and fences off whoever claimed before.

    `lease_until`, `next_at` and `attempts` are for liveness alone: safety never depends on a clock.
    """

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    maybe_sent = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def ours(self) -> "models.QuerySet[Self]":
        """This row, unless somebody claimed it after us."""
        return type(self)._default_manager.filter(pk=self.pk, token=self.token)  # noqa: SLF001 (an abstract model has no other)
