import hashlib

from django.db import models
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common import clock


class WordingKind(models.TextChoices):
    """Each way in has its words."""

    QUESTION = "question", "The question to families"
    STAFF_TICK = "staff_tick", "The tick box for staff"
    STAFF_TICK_AGAIN = "staff_tick_again", "The second tick, over an opt-out"
    STAFF_OPT_OUT = "staff_opt_out", "The tick box, cleared by staff"
    UNSUBSCRIBE_PAGE = "unsubscribe_page", "The unsubscribe page"
    UNSUBSCRIBE_UNDO = "unsubscribe_undo", "Undo on the unsubscribe page"
    ONE_CLICK = "one_click", "The mail program’s own button"
    BY_MAIL = "by_mail", "An email that asks to unsubscribe"
    BY_PROVIDER = "by_provider", "The mail provider’s own unsubscribe"
    SPAM_REPORT = "spam_report", "The mail program’s spam button"
    IMPORT_FILE = "import_file", "A column of an imported file"
    CONFIRMATION = "confirmation", "The email that asks to confirm"
    TAKEN_BACK = "taken_back", "A tick of staff, taken back by the guardian"
    JOURNAL = "journal", "An opt-out read from the journal after a restore"


class Wording(models.Model):
    """The words as they were put, for ever: editing means a new version."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="wordings")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10, default="en")
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business", "kind", "language", "version"], name="consent_wording_versions")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"

    @staticmethod
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def facts(self) -> dict[str, str]:
        """What an event keeps of the words."""
        return {"wording": str(self.pk), "wording_sha256": self.sha256, "language": self.language}


class OwnWords(models.Model):
    """What a school says in its own words when it asks, one row for each language it asks in.

    Only what the next version is made of: what was ever on a screen is a `Wording`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="own_words")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    yes_hint = models.CharField(max_length=200)
    no_hint = models.CharField(max_length=200)
    covers = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "own words"
        constraints = [models.UniqueConstraint(fields=["business", "language"], name="consent_own_words_of_a_language")]

    def __str__(self) -> str:
        return f"own words {self.language}"
