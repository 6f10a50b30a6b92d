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
    "Email Blast",
    "Words they saw",
    "Words SHA-256",
    "Network address",
    "Entry",
    "Event",
    "Hash",
    "Hash before",
)


def cells(lookup: Lookup) -> Iterator[list[str]]:
    """One line an event, newest first; the time in the school's zone, with its offset."""
    for entry in lookup.entries:
        event, line, wording = entry.line.event, entry.line, entry.wording
        at = line.at.astimezone(lookup.business.zone).isoformat(timespec="microseconds")
        what = [at, lookup.text, line.title, line.who, line.where, line.note, entry.blast]
        words = [entry.words, wording.sha256 if wording else ""]
        yield [*what, *words, entry.ip, str(event.seq), str(event.pk), event.row_hash, event.prev_hash]
