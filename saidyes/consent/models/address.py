from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.locking import LockingQuerySet
from saidyes.common.paging import in_chunks
from saidyes.ledger.models import Event
from saidyes.ledger.recording import AT_ONCE
from saidyes.ledger.verbs import Verb


class Standing(models.TextChoices):
    OPTED_IN = "opted_in", "Opted in"
    OPTED_OUT = "opted_out", "Opted out"
    NO_CHOICE = "no_choice", "No choice yet"


STANDS_AFTER = {
    Verb.OPT_IN: Standing.OPTED_IN,
    Verb.OPT_OUT: Standing.OPTED_OUT,
    Verb.LAPSE: Standing.NO_CHOICE,
    Verb.ERASED: Standing.OPTED_OUT,
}
FOLLOWS = ["standing", "standing_since", "agreed_by", "last_event", "asked", "asked_at", "version"]  # the events
BADGES = {**dict(Standing.choices), "cant_deliver": "Can’t deliver"}  # what `Address.shown` may be, in words
CONFIRMING_LASTS = timedelta(days=14)
ERASED = "erased address"  # what is shown of it
ERASED_KEY = "erased:"  # no address begins so
WILLING = Q(standing=Standing.OPTED_IN, held=True, suppressed=False)


def address_in(subject: str) -> UUID:
    """The id in the subject of an event about an address."""
    return UUID(subject.removeprefix("address:"))


class AddressQuerySet(LockingQuerySet["Address"]):
    def willing(self) -> "AddressQuerySet":
        """Those an Email Blast may go to: the one condition, kept by the database itself."""
        return self.filter(willing=True)

    def unwilling(self) -> "AddressQuerySet":
        """All others."""
        return self.filter(willing=False)

    def all_locked(self, ids: Iterable[UUID]) -> dict[UUID, "Address"]:
        """Several of them, always in the order of their ids: two acts at once never wait for each other in a ring."""
        rows: dict[UUID, Address] = {}
        for some_ids in in_chunks(sorted(set(ids)), AT_ONCE):
            some = self.locked().filter(pk__in=some_ids).order_by("pk")
            rows |= {row.pk: row for row in some.select_related("business")}
        return rows

    def standing_as(self, shown: str) -> "AddressQuerySet":
        """Those that show a badge: a standing, or `cant_deliver`, which hides it."""
        if shown == Address.CANT_DELIVER:
            return self.filter(suppressed=True).exclude(standing=Standing.OPTED_OUT)
        return self.filter(standing=shown).exclude(Q(suppressed=True) & ~Q(standing=Standing.OPTED_OUT))


class Address(models.Model):
    """One email address within one business: consent hangs here, whoever uses it.

    `standing` follows the ledger and moves only in `apply`; `agreed_by` is the guardian whose yes it is. `asked` is
    the event of a yes that waits until the mailbox confirms it: meanwhile the address stands where it stood. `held`
    says whether an active guardian uses the address, `suppressed` whether a reason not to deliver stands;
    `willing` follows from the three and is what the gate reads.
    """

    CANT_DELIVER = "cant_deliver"

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="addresses")
    key = models.CharField(max_length=254)
    spelling = models.CharField(max_length=254)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.NO_CHOICE)
    standing_since = models.DateTimeField(null=True, blank=True)
    last_event = models.UUIDField(null=True, blank=True)
    agreed_by = models.CharField(max_length=40, blank=True)
    asked = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    held = models.BooleanField(default=False)
    suppressed = models.BooleanField(default=False)
    willing = models.GeneratedField(
        expression=models.ExpressionWrapper(WILLING, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="consent_one_row_an_address")]
        indexes = [
            models.Index(fields=["business", "id"], condition=Q(willing=True), name="consent_willing"),
            models.Index(fields=["business", "standing"], name="consent_standing"),
            models.Index(fields=["asked_at"], condition=Q(asked__isnull=False), name="consent_asked"),
        ]

    def __str__(self) -> str:
        return self.key

    def apply(self, event: Event) -> None:
        """Let the address stand where the event says. The only way a standing moves (house rule).

        Whatever happens to it next ends the wait for the mailbox: a confirmed yes, a newer no, the end of its time.
        """
        waits = event.verb == Verb.CONFIRMATION_ASKED
        self.asked, self.asked_at = (event.pk, event.happened_at) if waits else (None, None)
        if event.verb in STANDS_AFTER:
            self._stand(STANDS_AFTER[Verb(event.verb)], event)
        self.version += 1
        self.save(update_fields=FOLLOWS)

    def _stand(self, standing: Standing, event: Event) -> None:
        if standing != self.standing or self.standing_since is None:
            self.standing_since = event.happened_at
        if standing == Standing.OPTED_IN:
            self.agreed_by = event.on_behalf_of or self.agreed_by
        self.standing = standing
        self.last_event = event.pk

    @property
    def is_erased(self) -> bool:
        """Whether all that is left is the row: nothing can be chosen for it any more."""
        return self.key.startswith(ERASED_KEY)

    @property
    def waits(self) -> bool:
        """Whether a yes waits for the mailbox to confirm it; shown beside the standing, which it does not change."""
        return self.asked_at is not None and clock.now() - self.asked_at < CONFIRMING_LASTS

    @property
    def shown(self) -> str:
        """Which badge it wears: its standing, or `cant_deliver` when only delivery stands in the way."""
        if self.suppressed and self.standing != Standing.OPTED_OUT:
            return self.CANT_DELIVER
        return self.standing
