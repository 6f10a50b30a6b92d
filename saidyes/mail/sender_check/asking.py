"""Questions to the DNS."""

import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from dns import reversename
from dns.exception import DNSException
from dns.nameserver import Do53Nameserver
from dns.resolver import NXDOMAIN, LifetimeTimeout, NoNameservers, NoResolverConfiguration, Resolver
from dns.resolver import NoAnswer as NothingThere

SECONDS = 6.0  # for all questions of one check
SECONDS_A_TRY = 2.0


class NoAnswer(Exception):
    """The DNS could not be asked: no network, or no server that answers in time."""


class Names:
    """Asks the name servers of SAIDYES_NAME_SERVERS, else the system's own, all within `SECONDS`."""

    def __init__(self) -> None:
        self._resolver = _resolver()
        self._resolver.timeout = SECONDS_A_TRY
        self._until = time.monotonic() + SECONDS

    def texts(self, name: str) -> list[str]:
        """Its TXT records, each in one piece."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._records(name, "TXT")]

    def exchangers(self, name: str) -> list[str]:
        """The hosts of its MX records, the first choice first; `.` is one that takes no mail (RFC 7505)."""
        records = sorted(self._records(name, "MX"), key=lambda record: record.preference)
        return [str(record.exchange).rstrip(".").lower() or "." for record in records]

    def has_address(self, name: str) -> bool:
        return any(self.addresses(name))

    def addresses(self, name: str) -> Iterator[str]:
        """Each is asked for when it is wanted."""
        return (str(record.address) for kind in ("A", "AAAA") for record in self._records(name, kind))

    def names_of(self, address: str) -> list[str]:
        """The names of its PTR records."""
        records = self._records(reversename.from_address(address).to_text(), "PTR")
        return [str(record.target).rstrip(".").lower() for record in records]

    def _records(self, name: str, kind: str) -> Iterator[Any]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise NoAnswer
        try:
            yield from self._resolver.resolve(name.rstrip(".") + ".", kind, lifetime=left, search=False)
        except (NXDOMAIN, NothingThere):
            return
        except (LifetimeTimeout, NoNameservers, OSError) as wrong:
            raise NoAnswer from wrong
        except DNSException:
            return  # no name the DNS could know


def _resolver() -> Resolver:
    """Without any name server it answers nothing."""
    try:
        resolver = Resolver(configure=not settings.SAIDYES_NAME_SERVERS)
    except NoResolverConfiguration:
        resolver = Resolver(configure=False)
    if settings.SAIDYES_NAME_SERVERS:
        resolver.nameservers = [_server(text) for text in settings.SAIDYES_NAME_SERVERS]
    return resolver


def _server(text: str) -> Do53Nameserver:
    """`10.0.0.2` or `10.0.0.2:5353`."""
    host, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
    return Do53Nameserver(host, int(port or 53))
