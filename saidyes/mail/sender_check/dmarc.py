"""DMARC: what mailbox providers are to do with mail that only pretends to be ours (RFC 9989)."""

from collections.abc import Iterable, Iterator

from saidyes.mail.sender_check.asking import Names
from saidyes.mail.sender_check.finding import Finding, Record, advice, bad, good, tags_of

ABOUT = "DMARC"
MOST_LABELS = 8  # RFC 9989 4.10: a longer name is cut to seven labels after the first question
STOPS = {"quarantine": "set aside", "reject": "refuse"}
POLICIES = ("none", *STOPS)
TAKEN_AWAY = ("pct", "rf", "ri")  # by RFC 9989


def check(domain: str, contact: str, names: Names) -> Finding:
    """`contact` is an address of the school, for reports where it may get them."""
    wanted = Record(f"_dmarc.{domain}", "TXT", f"v=DMARC1; p=none; rua=mailto:{_reports_to(domain, contact)}")
    own = _records(domain, names)
    if len(own) > 1:
        return bad(ABOUT, f"{domain} has {len(own)} DMARC records. With more than one, none counts.", "Keep one.")
    if own:
        return _judged(domain, own[0], "p", wanted)
    above, record = _above(domain, names)
    if record:
        return _judged(above, record, "sp" if "sp" in tags_of(record) else "p", wanted)
    return bad(ABOUT, f"{domain} has no DMARC record. Large mailbox providers ask for one.", "Publish this.", wanted)


def _judged(domain: str, record: str, tag: str, wanted: Record) -> Finding:
    tags = tags_of(record)
    policy = tags.get(tag, "").lower()
    if policy not in POLICIES and "rua" not in tags:
        sentence = f"The DMARC record of {domain} names no policy, so it does not count."
        return bad(ABOUT, sentence, "Publish this.", wanted)
    old = [name for name in TAKEN_AWAY if name in tags]
    if old:
        sentence = f"The DMARC record of {domain} says {' and '.join(old)}, which means nothing any more (RFC 9989)."
        return advice(ABOUT, sentence, "Leave it out.", _written(domain, tags, without=old))
    if "rua" not in tags:
        better = _written(domain, {**tags, "rua": tags_of(wanted.value)["rua"]})
        return advice(ABOUT, f"{domain} gets no reports of who sends in its name.", "Say where they go.", better)
    if policy not in STOPS or tags.get("t", "").lower() == "y":
        sentence = f"{domain} only watches who sends in its name. That is good to begin with."
        stricter = _written(domain, {**tags, tag: "quarantine"}, without=["t"])
        return advice(ABOUT, sentence, "Once its reports show your own mail alone, publish this.", stricter)
    return good(ABOUT, f"{domain} asks mailbox providers to {STOPS[policy]} mail that only pretends to be yours.")


def _above(domain: str, names: Names) -> tuple[str, str]:
    """The record that speaks for the domain: that of the organization, found by walking up its tree."""
    found: list[tuple[str, str]] = []
    for name in _walk(domain):
        records = _records(name, names)
        if len(records) == 1:
            if tags_of(records[0]).get("psd", "").lower() == "y":
                break  # a registry: what is below it belongs to others
            found.append((name, records[0]))
            if tags_of(records[0]).get("psd", "").lower() == "n":
                break
    return found[-1] if found else ("", "")


def _walk(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    rest = labels[1:] if len(labels) < MOST_LABELS else labels[1 - MOST_LABELS :]
    while rest:
        yield ".".join(rest)
        rest = rest[1:]


def _records(domain: str, names: Names) -> list[str]:
    texts = (text.strip() for text in names.texts(f"_dmarc.{domain}"))
    return [text for text in texts if "".join(text.split(";")[0].split()) == "v=DMARC1"]


def _written(domain: str, tags: dict[str, str], without: Iterable[str] = ()) -> Record:
    kept = (f"{name}={value}" for name, value in tags.items() if name not in without)
    return Record(f"_dmarc.{domain}", "TXT", "; ".join(kept))


def _reports_to(domain: str, contact: str) -> str:
    """An address that may get them without the word of its own domain: one in the same tree."""
    theirs = contact.rpartition("@")[2]
    related = bool(theirs) and (f".{domain}".endswith(f".{theirs}") or f".{theirs}".endswith(f".{domain}"))
    return contact if related else f"postmaster@{domain}"
