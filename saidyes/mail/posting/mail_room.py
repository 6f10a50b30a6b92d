"""The mail room: letters are delivered into a folder, with their exact bytes, for a browser to show."""

import contextlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from pathlib import Path

from uuid_utils.compat import uuid7

from saidyes.common.keeping import keep_bytes, kept_at, sync_folder
from saidyes.mail.letter import Letter
from saidyes.mail.posting.contract import Lost, NoAnswer, Receipt, Trouble

NAME = re.compile(r"[0-9a-f]{32}")


class NoSuchLetter(LookupError):
    """The mail room holds no letter of that name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A letter in the mail room as its list shows it."""

    id: str
    to: str
    sender: str
    subject: str
    date: datetime | None


class MailRoom:
    """A posting into the folder: `offer` writes a file aside, `finish` gives it its name, `drop` removes it."""

    def __init__(self) -> None:
        self._aside: Path | None = None

    def offer(self, letter: Letter) -> None:
        """Write the letter aside, durably. Raises `Trouble` when the disk will not have it."""
        self.drop()
        aside = self._aside = folder() / f"{uuid7().hex}.part"
        try:
            keep_bytes(aside, letter.raw)
        except OSError as wrong:
            self.drop()
            raise Trouble("mail room", f"The mail room cannot be written: {wrong.strerror}") from wrong

    def finish(self) -> Receipt:
        """Let the letter be there, now and after a power cut."""
        if self._aside is None:
            raise RuntimeError("finish before offer")
        aside, self._aside = self._aside, None
        try:
            aside.rename(aside.with_suffix(".eml"))
        except OSError as wrong:
            raise Lost(f"The mail room cannot be written: {wrong.strerror}") from wrong
        try:
            sync_folder(aside.parent)
        except OSError as wrong:
            raise NoAnswer(f"The mail room cannot be written: {wrong.strerror}") from wrong
        return Receipt(250, "In the mail room")

    def drop(self) -> None:
        if self._aside is not None:
            with contextlib.suppress(OSError):
                self._aside.unlink(missing_ok=True)
            self._aside = None

    def close(self) -> None:
        self.drop()


def folder() -> Path:
    return kept_at("mail-room")


def letters(first: int = 0, count: int | None = None) -> list[Stored]:
    """The stored letters, newest first: `count` of them from number `first` on, or all."""
    wanted = _names()[first:] if count is None else _names()[first : first + count]
    return [_stored(name) for name in wanted]


def read(letter_id: str) -> bytes:
    """The exact bytes of one letter. Raises `NoSuchLetter`, also for a name that is none of ours."""
    if not NAME.fullmatch(letter_id):
        raise NoSuchLetter(letter_id)
    try:
        return (folder() / f"{letter_id}.eml").read_bytes()
    except FileNotFoundError as wrong:
        raise NoSuchLetter(letter_id) from wrong


def _names() -> list[str]:
    try:
        found = [entry.name.removesuffix(".eml") for entry in os.scandir(folder()) if entry.name.endswith(".eml")]
    except FileNotFoundError:
        return []
    return sorted(filter(NAME.fullmatch, found), reverse=True)


def _stored(letter_id: str) -> Stored:
    message = message_from_string(_headers(letter_id), policy=policy.default)
    return Stored(
        id=letter_id,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        date=message["Date"].datetime if message["Date"] else None,
    )


def _headers(letter_id: str) -> str:
    return read(letter_id).partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
