"""What stands behind each event of an address, as cells and as the lines of a proof."""

from collections.abc import Iterator

from saidyes.reports.consent_lookup import Lookup

HEADER = (
    "When",
    "Email address",
    "What",
    "Who",
    "From where",
    "Evidence",
    "They agreed on",
    "Photo or scan SHA-256",
    "Email Blast",
    "Words they saw",
    "Words SHA-256",
    "Network address",
    "Browser",
    "Entry",
    "Event",
    "Hash",
    "Hash before",
)


def cells(lookup: Lookup) -> Iterator[list[str]]:
    """One line an event, newest first; the time in the school's zone, with its offset."""
    zone = lookup.business.zone
    for entry in lookup.entries:
        event, line, wording = entry.line.event, entry.line, entry.wording
        at = line.at.astimezone(zone).isoformat(timespec="microseconds")
        agreed_at = entry.agreed_at.astimezone(zone).isoformat(timespec="seconds") if entry.agreed_at else ""
        what = [at, lookup.text, line.title, entry.who, line.where, line.note, agreed_at, entry.scan, entry.blast]
        words = [entry.words, wording.sha256 if wording else ""]
        yield [*what, *words, entry.ip, entry.browser, str(event.seq), str(event.pk), event.row_hash, event.prev_hash]
