"""What a mail server kept, read the way its receivers would: from the bytes alone."""

import json
import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from saidyes.common.addresses import canonical

LINK = re.compile(r"https?://\S+/portal/unsubscribe/\S+/")


@dataclass(frozen=True)
class Kept:
    """One letter as it arrived. `reader` is the envelope's recipient, by its canonical key; `sender` the envelope's."""

    reader: str
    raw: bytes = field(repr=False)
    sender: str = ""

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def link(self) -> str:
        """The unsubscribe link a person sees, in the text of the letter."""
        text = self.parsed.get_body(("plain",))
        found = LINK.search(text.get_content()) if text else None
        return found[0] if found else ""

    @property
    def one_click(self) -> str:
        """The URI a mail program posts to (RFC 8058); empty when the letter has none."""
        if self.parsed["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click":
            return ""
        found = LINK.search(str(self.parsed["List-Unsubscribe"]).strip("<>"))
        return found[0] if found else ""


class Letterbox:
    """The folder of `bench.smtp_server`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def since(self, count: int = 0) -> list[Kept]:
        """The letters in the order in which they were accepted, but for the first `count`."""
        log = self._folder / "letters.jsonl"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [self._kept(json.loads(line)) for line in lines[count:]]

    def _kept(self, line: dict[str, str]) -> Kept:
        return Kept(canonical(line["to"]).key, (self._folder / f"{line['number']}.eml").read_bytes(), line["from"])
