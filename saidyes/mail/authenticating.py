"""Whether the author of a mail is who they say: what our own mail server found (RFC 8601), and nobody else's word."""

import re

from django.conf import settings

COMMENT = re.compile(r"\([^()]*\)")
PASSED = re.compile(r"^(dmarc|dkim)=pass\b")
DOMAIN = {"dmarc": re.compile(r"\bheader\.from=@?([\w.-]+)"), "dkim": re.compile(r"\bheader\.d=@?([\w.-]+)")}


def is_authentic(author: str, results: tuple[str, ...]) -> bool:
    """Whether the uppermost Authentication-Results is of SAIDYES_AUTHSERV_ID and says so of the author's domain.

    DMARC must have passed for that domain, or DKIM for it or one above it. Without the setting nobody is believed.
    """
    if not (settings.SAIDYES_AUTHSERV_ID and results):
        return False
    server, *found = COMMENT.sub("", results[0].lower()).split(";")
    if server.split()[:1] != [settings.SAIDYES_AUTHSERV_ID]:
        return False
    return any(_passes(result.strip(), author.rpartition("@")[2]) for result in found)


def _passes(result: str, domain: str) -> bool:
    passed = PASSED.match(result)
    told = DOMAIN[passed[1]].search(result) if passed else None
    if passed is None or told is None:
        return False
    return told[1] == domain or (passed[1] == "dkim" and "." in told[1] and domain.endswith(f".{told[1]}"))
