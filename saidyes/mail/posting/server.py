"""The mail server of SAIDYES_EMAIL_URL."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class Tls(StrEnum):
    """When the connection is encrypted, by the scheme of the address."""

    IF_OFFERED = "smtp"
    REQUIRED = "smtp+tls"
    FROM_THE_START = "smtps"


PORTS = {Tls.IF_OFFERED: 25, Tls.REQUIRED: 587, Tls.FROM_THE_START: 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are posted. The password is in no repr, no log and no message."""

    host: str
    port: int
    tls: Tls = Tls.IF_OFFERED
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """Read `smtp://user:password@host:port`, `smtp+tls://` or `smtps://`. Raises `ImproperlyConfigured`."""
        try:
            parts = urlsplit(url)
            tls, port = Tls(parts.scheme), parts.port
        except ValueError:
            parts = None
        if parts is None or not parts.hostname:
            raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@mail.example:587")
        return cls(
            host=parts.hostname,
            port=port or PORTS[tls],
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    def tls_context(self) -> ssl.SSLContext:
        """Certificates are checked, except on this machine, where nobody stands in between."""
        context = ssl.create_default_context()
        if self.is_loopback:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def is_loopback(host: str) -> bool:
    """Whether that is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
