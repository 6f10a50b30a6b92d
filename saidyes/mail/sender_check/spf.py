"""SPF: which servers may send for the domain that answers come back to (RFC 7208)."""

from dataclasses import dataclass, field

from django.conf import settings

from saidyes.mail.sender_check.asking import Names
from saidyes.mail.sender_check.finding import Finding, Record, advice, bad, good
from saidyes.mail.sender_check.routes import may_send

ABOUT = "SPF"
MOST_LOOK_UPS = 10  # RFC 7208 4.6.4
COSTS = ("include", "a", "mx", "ptr", "exists", "redirect")


@dataclass
class Walk:
    """A record with all that it includes: how often the DNS is asked, and what for."""

    look_ups: int = 0
    terms: list[str] = field(default_factory=list)
    leads_nowhere: str = ""


def check(domain: str, names: Names) -> Finding:
    records = _records(domain, names)
    wanted = Record(domain, "TXT", f"v=spf1 {may_send()} ~all")
    if not records:
        return bad(ABOUT, f"{domain} does not say which servers may send for it.", "Publish this record.", wanted)
    if len(records) > 1:
        sentence = f"{domain} has {len(records)} SPF records. With more than one, none counts."
        return bad(ABOUT, sentence, "Keep one, with everything from the others in it.")
    walk = Walk()
    _walk(records[0], names, walk)
    return _judged(domain, records[0], walk)


def _judged(domain: str, record: str, walk: Walk) -> Finding:
    last = record.lower().split()
    if walk.look_ups > MOST_LOOK_UPS:
        sentence = f"The SPF record of {domain} needs more than {MOST_LOOK_UPS} look-ups, so it does not count."
        return bad(ABOUT, sentence, "Take out what no longer sends for you.")
    if walk.leads_nowhere:
        sentence = f"The SPF record of {domain} includes {walk.leads_nowhere}, which has none, so it does not count."
        return bad(ABOUT, sentence, f"Take out “include:{walk.leads_nowhere}”.")
    if {"all", "+all"} & set(last):
        safer = Record(domain, "TXT", " ".join(part for part in record.split() if part.lower() not in ("all", "+all")))
        return bad(ABOUT, f"{domain} lets anybody send for it.", "End the record with “~all”.", _ending(safer))
    if settings.SAIDYES_PROVIDER and may_send() not in walk.terms:
        missing = Record(domain, "TXT", record.replace(" ", f" {may_send()} ", 1))
        return bad(ABOUT, f"{domain} does not name your mail provider.", "Add it to the record.", missing)
    if not any(part in ("~all", "-all") or part.startswith("redirect=") for part in last):
        sentence = f"{domain} does not say what to think of other servers."
        return advice(ABOUT, sentence, "End the record with “~all”.", _ending(Record(domain, "TXT", record)))
    return good(ABOUT, f"{domain} says which servers may send for it ({walk.look_ups} of {MOST_LOOK_UPS} look-ups).")


def _ending(record: Record) -> Record:
    kept = [part for part in record.value.split() if part.lower() != "?all"]
    return Record(record.name, record.kind, f"{' '.join(kept)} ~all")


def _walk(record: str, names: Names, walk: Walk) -> None:
    for part in record.lower().split()[1:]:
        term = part.lstrip("+-~?")
        walk.terms.append(term)
        kind, _, target = term.replace("=", ":", 1).partition(":")
        if kind.split("/")[0] in COSTS:
            walk.look_ups += 1
        if kind in ("include", "redirect") and "%" not in target and walk.look_ups <= MOST_LOOK_UPS:
            found = _records(target, names)
            if len(found) != 1:
                walk.leads_nowhere = walk.leads_nowhere or target
            else:
                _walk(found[0], names, walk)


def _records(domain: str, names: Names) -> list[str]:
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
