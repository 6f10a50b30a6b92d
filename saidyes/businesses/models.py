from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.places import Country, on_one_line
from saidyes.common import clock
from saidyes.common.locking import LockingQuerySet
from saidyes.common.phones import national
from saidyes.mail.looks import BRAND


class Confirmation(models.TextChoices):
    SIGN_UP = "sign_up", "At once"
    ALWAYS = "always", "When they confirm it by email"


class SecondFactor(models.TextChoices):
    """Who on the staff needs more than a password."""

    NOBODY = "nobody", "Nobody"
    LEADS = "leads", "Owners and managers"
    EVERYBODY = "everybody", "All staff"


class Business(models.Model):
    """One school: it owns everything it holds, and nobody else sees any of it.

    A yes ends by itself `yes_lasts_months` after it was given, or when no Email Blast went to the address for
    `dormant_after_months`; none: it never does. `desk_overrules_no`: the front desk may record a yes where a no stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    host = models.CharField(max_length=253, unique=True)
    name = models.CharField(max_length=100)
    legal_name = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, choices=Country, default=Country.US)
    phone = models.CharField(max_length=20, blank=True)
    website = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=100, blank=True)
    blast_address = models.CharField(max_length=254, blank=True)
    notice_address = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    time_zone = models.CharField(max_length=60, default="America/Los_Angeles")
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.SIGN_UP)
    yes_lasts_months = models.PositiveSmallIntegerField(null=True, blank=True)
    dormant_after_months = models.PositiveSmallIntegerField(null=True, blank=True)
    desk_overrules_no = models.BooleanField(default=True, db_default=True)
    second_factor = models.CharField(max_length=10, choices=SecondFactor, default=SecondFactor.LEADS)
    brand_colour = models.CharField(max_length=7, default=BRAND)
    logo_name = models.CharField(max_length=80, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = LockingQuerySet["Business"].as_manager()

    class Meta:
        verbose_name_plural = "businesses"

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """`Tidewater Swim & Gym (Harbor Sports LLC)`: what it is called, and who it belongs to."""
        differs = self.legal_name and self.legal_name != self.name
        return f"{self.name} ({self.legal_name})" if differs else self.name

    @property
    def postal_address(self) -> str:
        """`2140 Harbor Way, Astoria, OR 97103`; empty while a part of it is missing."""
        return on_one_line(self.country, self.street, self.city, self.state, self.postal_code)

    @property
    def shown_phone(self) -> str:
        """As people of the school's country write it: `(503) 555-0142`."""
        return national(self.phone, self.country)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        """The day it is where the school is."""
        return clock.now().astimezone(self.zone).date()

    @property
    def mail_domain(self) -> str:
        """The domain that Message-IDs and List-Ids of this school are made in."""
        return (self.blast_address or self.notice_address).rpartition("@")[2] or self.host

    def cannot_send_because(self) -> str:
        """The sentence that says why no Email Blast may leave; empty when one may (15 USC 7704(a)(5))."""
        if not self.postal_address:
            return "Add your postal address before sending"
        if not (self.sender_name and self.blast_address):
            return "Add the sender’s name and address before sending"
        return ""

    def url(self, path: str) -> str:
        """The absolute address of a page of this school, never built from a request's Host header."""
        base = urlsplit(settings.SAIDYES_BASE_URL)
        host = f"{self.host}:{base.port}" if base.port else self.host
        return f"{base.scheme}://{host}{path}"


class Logo(models.Model):
    """A picture of the school's name, once used: letters that left go on showing it. Its name tells its content."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="logos")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="businesses_one_logo_a_name")]

    def __str__(self) -> str:
        return self.name
