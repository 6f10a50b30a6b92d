from decimal import Decimal

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.families.models import Family, Student


class Course(models.Model):
    """A class that students enroll in, for example `Swim Level 1 Tue 16:00`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="courses")
    name = models.CharField(max_length=100)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="classes_one_name")]

    def __str__(self) -> str:
        return self.name


class Enrollment(models.Model):
    """A student is on the roll of a class, from a day, until a day or still."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "course", "student"], condition=Q(ended_on=None), name="classes_enrolled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} in {self.course}"


SIGNS = {"EUR": "€", "GBP": "£", **dict.fromkeys(("USD", "CAD", "AUD", "NZD"), "$")}


def in_money(amount: Decimal, currency: str) -> str:
    """`$1,240.00`, `€1,240.00`; `1,240.00 CZK` for money without a sign of its own."""
    return f"{SIGNS[currency]}{amount:,.2f}" if currency in SIGNS else f"{amount:,.2f} {currency}"


class Method(models.TextChoices):
    CARD = "card", "Card"
    CASH = "cash", "Cash"
    CHECK = "check", "Check"
    TRANSFER = "transfer", "Bank transfer"


class Payment(models.Model):
    """Money received from a family; `number` stands on the receipt."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="payments")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="payments")
    number = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    method = models.CharField(max_length=10, choices=Method)
    for_what = models.CharField(max_length=200)
    paid_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "number"], name="classes_one_receipt_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="classes_amount_above_zero"),
        ]

    def __str__(self) -> str:
        return f"receipt {self.number}"

    @property
    def shown_amount(self) -> str:
        return in_money(self.amount, self.currency)
