"""What lies in the data folder about people, beside the database."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from uuid import UUID

from saidyes.common import clock
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.common.keeping import kept_at

A_FILE_WAITS = timedelta(days=1)
A_DATABASE_OF_BEFORE = timedelta(days=30)


def forget(business_id: UUID, keys: Iterable[str]) -> None:
    """Letters to these addresses, and the school's files that wait to be loaded: any of them may hold the family."""
    shutil.rmtree(kept_at("imports") / str(business_id), ignore_errors=True)
    gone = set(keys)
    for letter in kept_at("mail-room").glob("*.eml"):
        if _read_by(letter) & gone:
            letter.unlink(missing_ok=True)


def forget_what_is_old() -> int:
    """Files that waited a day, and databases that a restore set aside a month ago. How many."""
    old = [path for path in kept_at("imports").glob("*/*") if _is_older(path, A_FILE_WAITS)]
    old += [path for path in kept_at("").glob("*.before-*") if _is_older(path, A_DATABASE_OF_BEFORE)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _read_by(letter: Path) -> set[str]:
    """The keys of the addresses a letter goes to."""
    headers = message_from_bytes(letter.read_bytes().partition(b"\r\n\r\n")[0], policy=policy.default)
    found = set()
    for _, address in getaddresses([str(headers["To"] or "")]):
        try:
            found.add(canonical(address).key)
        except NotAnAddress:
            continue
    return found


def _is_older(path: Path, age: timedelta) -> bool:
    return clock.now().timestamp() - path.stat().st_mtime > age.total_seconds()
