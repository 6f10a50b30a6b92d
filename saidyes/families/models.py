from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.businesses.places import city_line
from saidyes.common import clock
from saidyes.common.languages import LONGEST
from saidyes.common.locking import LockingQuerySet
from saidyes.consent.models import Address


class Family(models.Model):
    """A household. `number` is what staff call it; `external_id` what the imported file called it. `merged_into`: the
    family that took this one in; it is archived then. So is an erased one, of which only the number is left.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="families")
    number = models.PositiveIntegerField()
    external_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    possible_double = models.BooleanField(default=False)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_in")

    objects = LockingQuerySet["Family"].as_manager()

    class Meta:
        verbose_name_plural = "families"
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="families_one_number"),
            models.UniqueConstraint(
                fields=["business", "external_id"], condition=~Q(external_id=""), name="families_one_external_id"
            ),
        ]
        indexes = [models.Index(fields=["business", "-created_at"], name="families_newest_first")]

    def __str__(self) -> str:
        return f"{self.name} family"

    @property
    def physical_address(self) -> str:
        return ", ".join(part for part in (self.street.replace("\n", ", "), self.city_line) if part)

    @property
    def city_line(self) -> str:
        return city_line(self.business.country, self.city, self.state, self.postal_code)


class Guardian(models.Model):
    """An adult of a family; one is primary. `merged_into`: the same person, written down twice; that one counts.
    `language`: the one they picked, empty when they never did.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="guardians")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="guardians")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="guardianships")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=LONGEST, blank=True)
    is_primary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="also_known")

    objects = LockingQuerySet["Guardian"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "family"], condition=Q(is_primary=True), name="families_one_primary"
            ),
            models.UniqueConstraint(
                fields=["business", "user"], condition=Q(user__isnull=False), name="families_one_guardian_a_user"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class HeldAddress(models.Model):
    """A guardian uses an address. `proved_at`: when this guardian last showed that they read its mail."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="held_addresses")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="held_addresses")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="holders")
    is_primary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)
    proved_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["position", "added_at"]
        constraints = [
            models.UniqueConstraint(fields=["business", "guardian", "address"], name="families_held_once"),
            models.UniqueConstraint(
                fields=["business", "guardian"], condition=Q(is_primary=True), name="families_one_primary_address"
            ),
        ]
        indexes = [models.Index(fields=["business", "address"], name="families_who_holds")]

    def __str__(self) -> str:
        return f"{self.guardian} uses {self.address}"


class Student(models.Model):
    """A child, or an adult student. Has no address of their own: nobody can write to a child (16 CFR 312)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="students")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="students")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    born_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
