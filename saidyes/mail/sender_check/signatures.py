"""DKIM: whether the DNS holds the other half of each key that signs for the domain (RFC 6376)."""

from django.conf import settings

from saidyes.mail.dkim.keys import Key, keys_of
from saidyes.mail.sender_check.asking import Names
from saidyes.mail.sender_check.finding import Finding, Record, advice, bad, good, tags_of

ABOUT = "DKIM"


def check(domain: str, names: Names) -> list[Finding]:
    keys = keys_of(domain) if settings.SAIDYES_DKIM_KEYS else ()
    if keys:
        return [_of(key, names) for key in keys]
    if settings.SAIDYES_PROVIDER:
        sentence = f"Letters from {domain} are not signed here."
        return [advice(ABOUT, sentence, "See on your mail provider’s pages that it signs for this domain.")]
    remedy = f"On the server, make a key with “./run manage make_dkim_key {domain}” and set SAIDYES_DKIM_KEYS."
    return [bad(ABOUT, f"Letters from {domain} are not signed. Large mailbox providers refuse them.", remedy)]


def _of(key: Key, names: Names) -> Finding:
    about = f"{ABOUT} ({key.selector})"
    wanted = Record(key.record_name.rstrip("."), "TXT", key.record)
    published = [tags_of(text) for text in names.texts(key.record_name)]
    if not published:
        sentence = f"The key that signs for {key.domain} is not in the DNS, so nobody can check its signatures."
        return bad(about, sentence, "Publish this record.", wanted)
    if len(published) > 1 or _bare(published[0].get("p", "")) != _bare(tags_of(key.record)["p"]):
        sentence = f"The DNS holds another key for {key.domain} than the one that signs, so its signatures fail."
        return bad(about, sentence, "Replace the record by this one.", wanted)
    if "y" in published[0].get("t", "").split(":"):
        sentence = f"The key of {key.domain} is marked as a test (t=y), so mailbox providers may pay it no heed."
        return advice(about, sentence, "Replace the record by this one.", wanted)
    return good(about, f"The key that signs for {key.domain} is in the DNS.")


def _bare(key: str) -> str:
    return "".join(key.split())
