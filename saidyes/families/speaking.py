"""In which language a guardian is spoken to: the one they picked."""

from saidyes.consent.models import Address
from saidyes.families.models import Guardian


def remember(guardian: Guardian, language: str) -> None:
    guardian.language = language
    guardian.save(update_fields=["language"])


def language_of(address: Address) -> str:
    """That of whoever reads the address; empty where nobody picked one, or two read it who picked differently."""
    readers = Guardian.objects.filter(held_addresses__address=address, active=True)
    picked = set(readers.exclude(language="").values_list("language", flat=True))
    return picked.pop() if len(picked) == 1 else ""
