"""Which way our mail leaves and comes back, in the words of the DNS."""

from urllib.parse import urlsplit

from django.conf import settings

PROVIDERS = {
    "ses": "include:amazonses.com",
    "mailgun": "include:mailgun.org",
    "postmark": "include:spf.mtasv.net",
    "sendgrid": "include:sendgrid.net",
}


def may_send() -> str:
    """The SPF term for the servers that our letters leave from."""
    server = urlsplit(settings.SAIDYES_EMAIL_URL).hostname or ""
    ours = server if "." in server and not server.replace(".", "").isdigit() else settings.BASE_HOST
    return PROVIDERS.get(settings.SAIDYES_PROVIDER, f"a:{ours}")


def comes_back_to(domain: str) -> str:
    """The domain of the envelope's sender: SPF is asked for that one."""
    return settings.SAIDYES_INBOUND_DOMAIN or domain
