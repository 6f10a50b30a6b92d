"""All that mailbox providers ask for, of a sender's domains."""

from collections.abc import Iterable

from saidyes.mail.sender_check import dmarc, receiving, signatures, spf
from saidyes.mail.sender_check.asking import Names, NoAnswer
from saidyes.mail.sender_check.finding import Finding, State
from saidyes.mail.sender_check.routes import comes_back_to

NO_NETWORK = Finding(
    "DNS",
    State.UNKNOWN,
    "The DNS does not answer, so nothing more is known.",
    "See that this server has a network and a name server, then check again.",
)


def check(domains: Iterable[str], *, contact: str) -> dict[str, list[Finding]]:
    """What is found of each domain, in the order it is best mended. It takes some seconds at most, and always ends.

    `contact` is an address of the school, for the reports that DMARC brings.
    """
    names = Names()
    return {domain: _findings(domain, contact, names) for domain in domains}


def _findings(domain: str, contact: str, names: Names) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.append(receiving.check(domain, names))
        found.append(spf.check(comes_back_to(domain), names))
        found.extend(signatures.check(domain, names))
        found.append(dmarc.check(domain, contact, names))
    except NoAnswer:
        found.append(NO_NETWORK)
    return found
