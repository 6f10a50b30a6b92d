"""A school as a command names it: by its host."""

from django.core.management.base import CommandError

from saidyes.businesses.models import Business


def school_at(host: str) -> Business:
    """However it is written. `CommandError` names those there are."""
    found = Business.objects.filter(host=host.lower()).first()
    if found is None:
        raise CommandError(f"No school has the host {host}. Known: {known_hosts()}.")
    return found


def known_hosts() -> str:
    return ", ".join(Business.objects.order_by("host").values_list("host", flat=True)) or "none yet"


def schools_at(host: str) -> list[Business]:
    """The one of this host, or every school where none is named, the first one first."""
    return [school_at(host)] if host else list(Business.objects.order_by("created_at"))
