from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from saidyes.ledger.canonical import row_hash

SCHEMA = 1


class Event(models.Model):
    """One act, written once. The database refuses to change or delete it (see the migrations' triggers)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business_id = models.UUIDField()
    subject = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=32)
    happened_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=24)
    actor_id = models.CharField(max_length=40, blank=True)
    on_behalf_of = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=24)
    facts = models.JSONField(default=dict)
    private_digest = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    row_hash = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "subject", "seq"], name="ledger_no_fork"),
        ]
        indexes = [
            models.Index(fields=["business_id", "-happened_at", "-id"], name="ledger_newest_first"),
            models.Index(fields=["business_id", "verb", "-happened_at"], name="ledger_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq} {self.verb}"

    def as_row(self) -> dict[str, Any]:
        """Everything the hash covers, in the form that is hashed."""
        return {
            "schema": self.schema,
            "id": str(self.id),
            "business": str(self.business_id),
            "subject": self.subject,
            "seq": self.seq,
            "verb": self.verb,
            "happened_at": self.happened_at.isoformat(timespec="microseconds"),
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "on_behalf_of": self.on_behalf_of,
            "source": self.source,
            "facts": self.facts,
            "private_digest": self.private_digest,
            "prev_hash": self.prev_hash,
        }

    def computed_hash(self) -> str:
        return row_hash(self.as_row())

    @property
    def private(self) -> dict[str, Any]:
        """The personal details beside the event; empty when there were none or they were shredded."""
        beside = getattr(self, "beside", None)
        return beside.details if beside else {}


class EventPrivate(models.Model):
    """Personal details of one event and the salt of their commitment: the part that may be shredded one day."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="beside")
    business_id = models.UUIDField()
    salt = models.BinaryField(max_length=16)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["business_id"], name="ledger_private_business")]

    def __str__(self) -> str:
        return f"details of {self.event_id}"
