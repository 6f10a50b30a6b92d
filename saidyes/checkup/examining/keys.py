"""The keys: without them old unsubscribe links die, and no seal can be verified. And whether a backup holds them, and
what is kept beside it can be written.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from saidyes.common import clock, signing
from saidyes.common.counting import counted
from saidyes.common.keeping import kept_at
from saidyes.consent import journal
from saidyes.ledger import signing as sealing_keys
from saidyes.mail.sender_check.finding import Finding, advice, bad, good
from saidyes.safekeeping.backing_up import last_backup

A_WEEK = timedelta(days=7)


def keys() -> list[Finding]:
    """Each file that is wrong by its name; one line where none is."""
    wrong = [finding for path in _files() if (finding := _file(path))]
    if not settings.SAIDYES_LINK_KEYS and not signing.keys_path().exists():
        sentence = "The keys that sign unsubscribe links are not there: links in letters that were sent do not work."
        wrong.append(
            bad("Keys", sentence, f"Bring {signing.keys_path().name} back from a backup, or from another machine.")
        )
    if said := signing.wrong_with_keys(settings.SAIDYES_LINK_KEYS):
        wrong.append(bad("Keys", "No unsubscribe link can be signed or followed.", said))
    if not any(sealing_keys.folder().glob("*.key")):
        sentence = "No key signs the seals of the audit log."
        wrong.append(
            bad("Keys", sentence, "The worker makes the first one. Had there been one, bring it back from a backup.")
        )
    return wrong or [good("Keys", "All keys are there, and only their owner can read them.")]


def backup() -> Finding:
    """Whether there is one, how old it is, and whether every key is in it."""
    made = last_backup()
    remedy = "Run “./run manage backup” every night, and keep the file on another machine."
    if made is None:
        return bad(
            "Backup", "No backup was made yet: with this disk, every choice and every key would be lost.", remedy
        )
    since = [path for path in _files() if _written(path) > made]
    if since:
        sentence = f"{counted(len(since), 'key file is', 'key files are')} newer than the last backup."
        return bad("Backup", sentence, "Run “./run manage backup” now.")
    if clock.now() - made > A_WEEK:
        return bad("Backup", f"The last backup is {(clock.now() - made).days} days old.", remedy)
    if settings.SAIDYES_LEDGER_KEYS:
        sentence = "The keys that sign the audit log lie outside the data folder, where no backup looks."
        return advice("Backup", sentence, f"Keep a copy of {settings.SAIDYES_LEDGER_KEYS} yourself.")
    return good("Backup", f"The last backup is {_age(clock.now() - made)} old and holds every key.")


def kept_beside() -> list[Finding]:
    """The journal of every no, and the file of anchors: where neither can be written, nobody else would notice."""
    places = {"Journal": (journal.folder(), "opt-outs since the last backup would be lost with this disk")}
    if settings.SAIDYES_ANCHORS:
        places["Anchors"] = (Path(settings.SAIDYES_ANCHORS).parent, "nothing outside shows a rewritten audit log")
    remedy = "Give the folder to the user that Saidyes runs as; under systemd see ReadWritePaths too."
    return [
        bad(what, f"Nothing can be written in {folder}: {lost}.", remedy)
        for what, (folder, lost) in places.items()
        if not _takes_files(folder)
    ]


def _takes_files(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _files() -> Iterator[Path]:
    names = [kept_at("secret-key"), signing.keys_path(), *sorted(sealing_keys.folder().glob("*.key"))]
    names += sorted(kept_at("restricted-keys").glob("*"))
    names += sorted(Path(settings.SAIDYES_DKIM_KEYS).glob("*/*.pem")) if settings.SAIDYES_DKIM_KEYS else []
    yield from (path for path in names if path.exists())


def _file(path: Path) -> Finding | None:
    """What is wrong with it; nothing, mostly."""
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as wrong:
        sentence = f"The key file {path.name} cannot be read: {wrong.strerror}."
        return bad("Keys", sentence, f"Give it to the user that Saidyes runs as: chown, then chmod 600 {path}")
    if is_empty:
        return bad("Keys", f"The key file {path.name} is empty.", "Bring it back from a backup.")
    if path.stat().st_mode & 0o077:
        sentence = f"Other users of this machine can read the key file {path.name}."
        return bad("Keys", sentence, f"chmod 600 {path}")
    return None


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _age(time: timedelta) -> str:
    return counted(time.days, "day") if time.days else "less than a day"
