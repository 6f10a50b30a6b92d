from uuid import UUID

from django.db import models

from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.consent.models import Address
from saidyes.families.models import Guardian
from saidyes.mail.models import Dispatch


class LeftOut(models.TextChoices):
    """Why a letter that was queued did not leave."""

    OPTED_OUT = "opted_out", "Opted out"
    NO_CHOICE = "no_choice", "No choice yet"
    CANT_DELIVER = "cant_deliver", "Can’t deliver"
    NOT_HELD = "not_held", "No longer used by a guardian"
    CHANGED = "changed", "Address changed"
    CANCELLED = "cancelled", "Sending was cancelled"
    EXPIRED = "expired", "Too late to be of use"


class Arrived(models.TextChoices):
    """By what else than its server's answer a letter is known to have arrived; these words are its answer then."""

    LINK = "It arrived: its own link was used"
    ANSWERED = "It arrived: its reader answered"
    REPORTED = "It arrived: the mail provider says so"


class Recipient(Dispatch):
    """One address in one blast: exactly one row, whoever shares the address.

    `consent_event` is the ledger event this letter relied on, written in the transaction of its hand-over;
    `decided_at` the moment somebody said that an unanswered letter is to be left as it is.
    The key is a bigint because filling is one INSERT ... SELECT; it stands in no URL.
    """

    id = models.BigAutoField(primary_key=True)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="recipients", db_index=False)
    blast = models.ForeignKey(Blast, on_delete=models.PROTECT, related_name="recipients")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="recipients", db_index=False)
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    email = models.CharField(max_length=254)
    consent_event = models.UUIDField(null=True, blank=True)
    left_out_because = models.CharField(max_length=12, choices=LeftOut, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "blast", "address"], name="delivery_one_letter_an_address")
        ]
        indexes = [
            models.Index(fields=["address", "blast"], name="delivery_of_an_address"),
            models.Index(fields=["blast", "id"], condition=models.Q(settled_at=None), name="delivery_still_to_settle"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.state}"

    @property
    def bound(self) -> bytes:
        """What the stamp of its return path covers: this row, and no row of that number anywhere else."""
        return bound_of(self.business_id, self.blast_id, self.pk)


class Pace(models.Model):
    """How many Email Blasts a second one mail server is given, by all workers together.

    `a_second` is what it asked us to slow down to, with its `words`; what came free until `spent_until` is used up.
    """

    server = models.CharField(max_length=300, primary_key=True)  # host:port
    a_second = models.FloatField(null=True, blank=True)
    spent_until = models.DateTimeField()
    slowed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.server} {self.a_second}"


def bound_of(business_id: UUID, blast_id: UUID, recipient_id: int) -> bytes:
    return b"".join([business_id.bytes, blast_id.bytes, str(recipient_id).encode()])
