"""What a look at something found: how it stands, in a sentence, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    ADVICE = "advice"
    BAD = "bad"
    UNKNOWN = "unknown"


SIGNS = {State.GOOD: "ok", State.ADVICE: "advice", State.BAD: "WRONG", State.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True)
class Record:
    """What to publish, exactly."""

    name: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.name} {self.kind} {self.value}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a domain: how it stands, in a sentence, and what to do about it."""

    about: str
    state: State
    sentence: str
    remedy: str = ""
    record: Record | None = None


def good(about: str, sentence: str) -> Finding:
    return Finding(about, State.GOOD, sentence)


def advice(about: str, sentence: str, remedy: str, record: Record | None = None) -> Finding:
    return Finding(about, State.ADVICE, sentence, remedy, record)


def bad(about: str, sentence: str, remedy: str, record: Record | None = None) -> Finding:
    return Finding(about, State.BAD, sentence, remedy, record)


def as_text(finding: Finding) -> str:
    """For a terminal: its sign and sentence, then what to do and what to publish, each on a line."""
    first = f"    {SIGNS[finding.state]:<7} {finding.about}: {finding.sentence}"
    return "\n            ".join(str(part) for part in (first, finding.remedy, finding.record) if part)


def tags_of(text: str) -> dict[str, str]:
    """`v=DMARC1; p=none` by tag, in the order they are written."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
