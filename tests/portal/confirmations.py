"""The mail that asks to confirm, and the link in it."""

from urllib.parse import urlsplit

from saidyes.consent.models import Address
from saidyes.notices.models import Notice


def asked(address: Address) -> int:
    """How many mails asked this mailbox to confirm a yes, of all schools."""
    return Notice.objects.filter(to_key=address.key, kind="confirm_choice").count()


def link_to_confirm(address: Address) -> str:
    """Where the newest of them leads."""
    newest = Notice.objects.filter(to_key=address.key, kind="confirm_choice").latest("created_at")
    return urlsplit(newest.data["url"]).path


def press(client, path: str):
    return client.post(path, {"confirm": "yes"})
