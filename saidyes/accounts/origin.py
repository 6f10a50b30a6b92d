"""Where a request came from: the network address that may be believed, and the program that asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST_AGENT = 400
BROWSERS = (  # the first sign that is there: most browsers claim to be others too
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Origin:
    ip: str
    user_agent: str


def origin_of(meta: Mapping[str, Any]) -> Origin:
    """Read a request's META. The address is the socket's, or the one that the nearest of
    `SAIDYES_TRUSTED_PROXIES` proxies saw; what anybody else writes into X-Forwarded-For is not believed.
    """
    return Origin(ip=_ip(meta), user_agent=str(meta.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT])


def device_of(user_agent: str) -> str:
    """`Firefox on Windows`, in the language of the moment, as far as the browser says so; else empty."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system


def _ip(meta: Mapping[str, Any]) -> str:
    socket = str(meta.get("REMOTE_ADDR", ""))
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    seen = [*(part.strip() for part in forwarded if part.strip()), socket]
    proxies = int(settings.SAIDYES_TRUSTED_PROXIES)
    return seen[-1 - proxies][:45] if 0 < proxies < len(seen) else socket
