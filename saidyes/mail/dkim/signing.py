"""The DKIM-Signature of a letter, over the very octets that go on the wire, before dots are stuffed.

Both canonical forms are relaxed, From is signed once more than it is there, and nothing is left out of the body.
"""

import base64
from functools import lru_cache
from hashlib import sha256
from textwrap import wrap

from django.conf import settings

from saidyes.common import clock
from saidyes.mail.body import Clean
from saidyes.mail.dkim.keys import Key, keys_of

SIGNED = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type", "auto-submitted"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "precedence", "feedback-id"),
    *("cfbl-address", "cfbl-feedback-id"),
)
TWICE = "from"  # so that no second one can be added (RFC 6376 8.15)
NICE_LINE = 72


def signed(raw: Clean) -> Clean:
    """The message with a signature by each key of its From's domain on top; itself where there is none."""
    if not settings.SAIDYES_DKIM_KEYS:
        return raw
    head, _, body = raw.partition(b"\r\n\r\n")
    headers = _headers(head)
    keys = keys_of(_domain(headers.get("from", b"")))
    if not keys:
        return raw
    digest = base64.b64encode(sha256(relaxed_body(body)).digest()).decode()
    return Clean(b"".join([_signature(key, headers, digest) for key in keys]) + raw)


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376 3.4.4: blanks are one, none before a line end; no empty lines at the end."""
    body = _with_single_blanks(body).replace(b" \r\n", b"\r\n")
    stripped = body.rstrip(b"\r\n")
    return stripped + b"\r\n" if stripped else b""


def _with_single_blanks(octets: bytes) -> bytes:
    octets = octets.replace(b"\t", b" ")
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets


def _headers(head: bytes) -> dict[str, bytes]:
    """Name, in lower case, and relaxed value (RFC 6376 3.4.2) of each header; our letters have each once."""
    unfolded = head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    found = (line.partition(b":") for line in unfolded.split(b"\r\n"))
    return {name.decode("ascii").lower(): _with_single_blanks(value).strip(b" ") for name, _, value in found}


def _domain(author: bytes) -> str:
    return author.rpartition(b"@")[2].rstrip(b">").decode("ascii", "replace").lower()


def _signature(key: Key, headers: dict[str, bytes], digest: str) -> bytes:
    names = tuple(name for name in SIGNED if name in headers)
    tags = _tags(key, names) + f"\r\n t={int(clock.now().timestamp())}; bh={digest};\r\n b="
    lines = [name.encode() + b":" + headers[name] + b"\r\n" for name in names]
    own = b"dkim-signature:" + " ".join(tags.split()).encode()
    proof = key.signature_of(b"".join([*lines, own])).decode()
    folded = "\r\n ".join(proof[start : start + NICE_LINE] for start in range(0, len(proof), NICE_LINE))
    return f"DKIM-Signature: {tags}{folded}\r\n".encode()


@lru_cache(maxsize=64)
def _tags(key: Key, names: tuple[str, ...]) -> str:
    """What is the same in many letters, folded."""
    listed = "\r\n ".join(wrap(": ".join([TWICE, *names]), NICE_LINE))
    return f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={key.domain};\r\n s={key.selector};\r\n h={listed};"
