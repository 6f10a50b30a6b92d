from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from saidyes.ledger.canonical import row_hash

SCHEMA = 1


def row_of(event: Any) -> dict[str, Any]:
    """Everything the hash of an event covers; `event` is one, or has what one has."""
    return {
        "schema": event.schema,
        "id": str(event.id),
        "business": str(event.business_id),
        "subject": event.subject,
        "seq": event.seq,
        "verb": event.verb,
        "happened_at": event.happened_at.isoformat(timespec="microseconds"),
        "actor_kind": event.actor_kind,
        "actor_id": event.actor_id,
        "on_behalf_of": event.on_behalf_of,
        "source": event.source,
        "facts": event.facts,
        "private_digest": event.private_digest,
        "prev_hash": event.prev_hash,
    }


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
        return row_of(self)

    def computed_hash(self) -> str:
        return row_hash(self.as_row())

    @property
    def later(self) -> models.QuerySet["Event"]:
        """All that happened to the same subject since."""
        return Event.objects.filter(business_id=self.business_id, subject=self.subject, seq__gt=self.seq)

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


class Shredded(models.Model):
    """The personal details of one event were taken away on purpose; `act` is the event that ordered it.

    Without such a row the database refuses to delete them, and a verification finds that they are missing.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="shredding")
    business_id = models.UUIDField()
    act = models.UUIDField()

    class Meta:
        verbose_name_plural = "shredded"

    def __str__(self) -> str:
        return f"no details of {self.event_id}"


class Seal(models.Model):
    """All events of a school so far under one signed root; each seal names the one before it.

    The tree grows at its right edge: `size` events, of which the last `count` are new. `peaks` is that edge, from
    which the next seal goes on; `through` is when the newest event so far happened. What is signed is
    `saidyes.ledger.checkpoints.text_of`.
    """

    business_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    peaks = models.JSONField()
    prev_seal_hash = models.CharField(max_length=64, blank=True)
    through = models.DateTimeField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=40)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business_id", "number"], name="ledger_one_chain_of_seals")]
        indexes = [models.Index(fields=["-sealed_at"], name="ledger_newest_seal")]

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealLeaf(models.Model):
    """The place of one event in its school's tree, and the hash it had when it was sealed. `place` begins at 0."""

    event_id = models.UUIDField(primary_key=True)
    business_id = models.UUIDField()
    place = models.PositiveBigIntegerField()
    row_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business_id", "place"], name="ledger_one_leaf_a_place")]

    def __str__(self) -> str:
        return f"leaf {self.place}"


class Check(models.Model):
    """One verification of a school's whole ledger. `wrong` is its first finding, `fingerprint` that of all of them;
    both empty when all was as written.
    """

    business_id = models.UUIDField()
    checked_at = models.DateTimeField()
    events = models.PositiveBigIntegerField()
    seals = models.PositiveBigIntegerField()
    findings = models.PositiveBigIntegerField(default=0)
    wrong = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["business_id", "-checked_at"], name="ledger_newest_check")]

    def __str__(self) -> str:
        return self.wrong or "as it was written"
