from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock, languages
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
    """`$1,240.00`, `€1,240.00`; `1,240.00 CZK` for money without a sign of its own; `1 240,00 $` in French."""
    language = languages.current()
    if language != languages.MAIN:
        return str(format_currency(amount, currency, locale=languages.LOCALES[language]))
    return f"{SIGNS[currency]}{amount:,.2f}" if currency in SIGNS else f"{amount:,.2f} {currency}"


class Method(models.TextChoices):
    CARD = "card", gettext_noop("Card")
    CASH = "cash", gettext_noop("Cash")
    CHECK = "check", gettext_noop("Check")
    TRANSFER = "transfer", gettext_noop("Bank transfer")


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


class GoesOnElsewhere(Exception):
    """Another process has taken this import over."""


class Import(models.Model):
    """A file of families that somebody vouched for, on its way in: how far it is, and what came of it.

    The file itself lies in the data folder under the same id. `keeper` is the process that loads it, for as long as it
    moves on; `counts` and `done` move with each transaction that writes rows, so they say what is there.
    """

    KEPT_FOR = timedelta(minutes=1)

    id = models.UUIDField(primary_key=True)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="imports")
    vouched_by = models.JSONField()
    rows = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=list)
    remarks = models.PositiveIntegerField(default=0)
    keeper = models.UUIDField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)
    vouched_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["vouched_at"], condition=Q(finished_at=None), name="classes_waiting_files"),
        ]

    def __str__(self) -> str:
        return f"{self.done} of {self.rows} rows"

    @property
    def was_stopped(self) -> bool:
        """Whether it ended before its last row: the file was taken away."""
        return self.finished_at is not None and self.done < self.rows

    def advance(self, counts: dict[str, int]) -> None:
        """So many rows more are written, by this transaction. Raises `GoesOnElsewhere`."""
        came = {name: self.counts.get(name, 0) + count for name, count in counts.items() if name != "done"}
        self._move(done=self.done + counts["done"], counts=came, kept_until=clock.now() + self.KEPT_FOR)

    def finish(self, summary: Sequence[tuple[str, int]] = (), remarks: int = 0) -> None:
        """All is written, or nothing more will be. Raises `GoesOnElsewhere`."""
        self._move(finished_at=clock.now(), summary=list(summary), remarks=remarks)

    def _move(self, **to: Any) -> None:
        """Only from where this process left it."""
        here = Import.objects.filter(pk=self.pk, keeper=self.keeper, done=self.done, finished_at=None)
        if not here.update(**to):
            raise GoesOnElsewhere
        for name, value in to.items():
            setattr(self, name, value)
