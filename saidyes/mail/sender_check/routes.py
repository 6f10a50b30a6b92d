"""Which way our mail leaves and comes back, in the words of the DNS."""

import re
from urllib.parse import urlsplit

from django.conf import settings

NAMED = re.compile(r"\.[a-z][a-z0-9-]*$")  # neither a number nor a word of this machine alone
PROVIDERS = {
    "ses": "include:amazonses.com",
    "mailgun": "include:mailgun.org",
    "postmark": "include:spf.mtasv.net",
    "sendgrid": "include:sendgrid.net",
}


def may_send() -> str:
    """The SPF term for the servers that our letters leave from; where they have no name, the domain's own."""
    server = urlsplit(settings.SAIDYES_EMAIL_URL).hostname or ""
    if not NAMED.search(server):
        server = settings.BASE_HOST if settings.SAIDYES_PRODUCTION else ""
    return PROVIDERS.get(settings.SAIDYES_PROVIDER, f"a:{server}" if server else "mx")


def comes_back_to(domain: str) -> str:
    """The domain of the envelope's sender: SPF is asked for that one."""
    return settings.SAIDYES_INBOUND_DOMAIN or domain
