"""What may be read in a log: what happened when, by names of ours and numbers. No link of a letter, which acts for
whoever holds it; no email address; no word of an error, which may quote either.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.db import OperationalError

REQUEST: ContextVar[str] = ContextVar("request", default="")  # the number of the one being answered
TOKEN = re.compile(r"\bv1\.[0-9a-f]+\.[\w-]+\.[\w-]+")
ADDRESS = re.compile(r"[^\s@<>\"'(),;:=/?&]+(?:@|%40)[^\s@<>\"'(),;:=/?&]+\.[^\s@<>\"'(),;:=/?&]+", re.IGNORECASE)


def hide(text: str) -> str:
    """Every signed token becomes `v1.hidden`, every email address `(address)`."""
    return ADDRESS.sub("(address)", TOKEN.sub("v1.hidden", text))


def told(wrong: BaseException) -> str:
    """Where it happened and of which kind, what it came from last. Only a lost database is quoted."""
    where = "".join(traceback.format_tb(wrong.__traceback__))
    words = str(wrong).splitlines()[0] if isinstance(wrong, OperationalError) and str(wrong) else ""
    before = wrong.__cause__ or (None if wrong.__suppress_context__ else wrong.__context__)
    return f"{type(wrong).__name__} {words}\n{where}" + (f"after {told(before)}" if before else "")


class Lines(logging.Formatter):
    """For people: `2026-03-12 09:41:07 INFO saidyes.requests GET portal-home 200 in 12 ms`."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_moment(record)} {record.levelname} {record.name} {_message(record)}"
        return hide(f"{line}\n{error}" if (error := _error(record)) else line)


class JsonLines(logging.Formatter):
    """For machines: each record one line, whatever is in it, with the number of the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **({"request": REQUEST.get()} if REQUEST.get() else {}),
            **getattr(record, "facts", {}),
        }
        if error := _error(record):
            line["error"] = error
        return hide(json.dumps(line))


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _error(record: logging.LogRecord) -> str:
    """Nothing for a request that was refused: that is no error of ours."""
    wrong = record.exc_info[1] if record.exc_info else None
    return told(wrong) if wrong and getattr(record, "status_code", 500) >= 500 else ""


def _message(record: logging.LogRecord) -> str:
    """What Django says of a request is its path, or what an error said: the status has to do."""
    if hasattr(record, "request") and isinstance(status := getattr(record, "status_code", None), int):
        return HTTPStatus(status).phrase
    return record.getMessage()
