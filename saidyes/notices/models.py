import base64

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.languages import LONGEST
from saidyes.mail.models import Dispatch
from saidyes.notices.kinds import GOES_ONCE_SETTLED, PROVES


class Notice(Dispatch):
    """One transactional mail, waiting or sent. The same Message-ID on every try.

    `about` names whom it concerns as the ledger would (`family:018f...`), for whoever lists letters; often empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=32)  # a `Kind`
    to_address = models.CharField(max_length=254)
    to_key = models.CharField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=LONGEST, blank=True)
    choice_url = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_at"], name="notices_due"),
            models.Index(fields=["business", "to_key", "-created_at"], name="notices_of_an_address"),
            models.Index(fields=["business", "about", "-created_at"], name="notices_about"),
            models.Index(fields=["to_key", "-created_at"], condition=Q(kind__in=PROVES), name="notices_that_prove"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def letter_name(self) -> str:
        """Its id in the letters and digits that fit a return path."""
        return base64.b32encode(self.pk.bytes).rstrip(b"=").decode().lower()

    @property
    def bound(self) -> bytes:
        """What the stamp of its return path covers."""
        return bytes(self.business_id.bytes + self.pk.bytes)

    @property
    def goes_once_settled(self) -> bool:
        """Its data go as soon as it is settled."""
        return self.kind in GOES_ONCE_SETTLED
