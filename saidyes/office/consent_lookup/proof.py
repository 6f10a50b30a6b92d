"""A proof on paper: what the page says, as a PDF for the archive (PDF/A-2u). The same facts make the same bytes."""

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from saidyes.common import times
from saidyes.reports.consent_lookup import Entry, Lookup

LAYOUT = Path(__file__).with_name("proof.typ").read_bytes()
FONTS = typst.Fonts(include_system_fonts=False)  # the embedded ones alone: the same everywhere
STANDARD: Final = "a-2u"
PAPER = {"US": "us-letter", "CA": "us-letter"}
IN_OUR_FONTS = re.compile(r"(LATIN|GREEK|CYRILLIC|HEBREW|COMBINING|DIGIT) ")
LIMITS = (
    "Times are those of the server’s clock. When somebody agreed is what they or staff said.",
    "Each entry holds the hash of the one before it: verifying the log finds what was changed, removed or added.",
    "Only whoever could write the whole log anew would not be found, unless a checkpoint was kept elsewhere.",
    "The log proves what was written down and that it stayed so, not that what staff or a file said was true.",
    "A mail program’s button and the link in a mail prove that somebody had the mail, not who it was.",
)


def proof_of(lookup: Lookup, *, printed_at: datetime, printed_by: str, checkpoint: str = "") -> bytes:
    """The proof as PDF. `checkpoint`: the text of the newest seal over the log, where there is one."""
    facts = {
        **_head(lookup, printed_at, printed_by),
        "entries": [_entry(entry, lookup) for entry in lookup.entries],
        "wordings": _wordings(lookup),
        "emails": [_email(fate.at, str(fate.blast), fate.sentence, lookup) for fate in lookup.fates],
        "checkpoint": checkpoint,
        "limits": LIMITS,
    }
    return _printed(facts, printed_at)


def _head(lookup: Lookup, printed_at: datetime, printed_by: str) -> dict[str, Any]:
    business = lookup.business
    where = ", ".join(part for part in (business.postal_address, business.shown_phone) if part)
    return {
        "paper": PAPER.get(business.country, "a4"),
        "school": business.name,
        "where": where,
        "address": lookup.text,
        "address_id": str(lookup.address.pk) if lookup.address else "",
        "asked": lookup.asked.in_words,
        "zone": business.time_zone,
        "printed": f"{times.moment(printed_at, business.zone)} by {printed_by}",
        "answer": lookup.answer,
        "ground": [line for line in (lookup.ground, lookup.obstacle, lookup.reached) if line],
        "people": [f"{held.guardian.name}, {held.guardian.family}" for held in lookup.holders],
    }


def _entry(entry: Entry, lookup: Lookup) -> dict[str, Any]:
    line, event = entry.line, entry.line.event
    told = {
        "Evidence": line.note,
        "They agreed on": times.moment(entry.agreed_at, lookup.business.zone) if entry.agreed_at else "",
        "Photo or scan": entry.scan,
        "Email Blast": entry.blast,
        "Words they saw": entry.words,
        "Email they got": entry.mail_words,
        "Network address": entry.ip,
        "Browser": entry.browser,
        "Entry": f"{event.seq} of {event.subject}",
        "Event": str(event.pk),
        "Hash": event.row_hash,
        "Hash before": event.prev_hash,
    }
    return {
        "title": line.title,
        "at": line.at.astimezone(lookup.business.zone).isoformat(sep=" ", timespec="microseconds"),
        "who": f"{entry.who}, {line.where}",
        "in_force": entry.in_force,
        "told": [[name, value] for name, value in told.items() if value],
    }


def _wordings(lookup: Lookup) -> list[dict[str, str]]:
    """Every wording that was seen, once, newest first, in full."""
    both = ((entry.words, entry.wording) for entry in lookup.entries)
    mails = ((entry.mail_words, entry.mail) for entry in lookup.entries)
    seen = {name: wording for name, wording in (*both, *mails) if wording}
    zone = lookup.business.zone
    return [
        {"name": name, "published": times.moment(one.published_at, zone), "sha256": one.sha256, "text": one.text}
        for name, one in seen.items()
    ]


def _email(at: datetime, subject: str, sentence: str, lookup: Lookup) -> list[str]:
    return [times.moment(at, lookup.business.zone), subject, sentence]


def _printed(facts: dict[str, Any], printed_at: datetime) -> bytes:
    """Letters that no font of ours has would be lost in print, so they are spelled: only then, and as few as can be."""
    plain = json.dumps(facts, ensure_ascii=False)
    for text in (plain, _spelled(plain, IN_OUR_FONTS)):
        try:
            return _compiled(text, printed_at)
        except typst.TypstError:
            continue
    return _compiled(_spelled(plain, None), printed_at)


def _compiled(text: str, printed_at: datetime) -> bytes:
    return typst.compile(
        LAYOUT,
        sys_inputs={"facts": text},
        font_paths=FONTS,
        ignore_system_fonts=True,
        pdf_standards=STANDARD,
        timestamp=printed_at.astimezone(UTC).replace(microsecond=0),
    )


def _spelled(text: str, kept: re.Pattern[str] | None) -> str:
    """With `[U+4E2D]` for each letter that is not ASCII, nor of these alphabets."""
    return "".join(letter if _prints(letter, kept) else f"[U+{ord(letter):04X}]" for letter in text)


def _prints(letter: str, kept: re.Pattern[str] | None) -> bool:
    if letter.isascii() or letter in "–—‘’“”…·§©":
        return True
    return bool(kept and kept.match(unicodedata.name(letter, "")))
