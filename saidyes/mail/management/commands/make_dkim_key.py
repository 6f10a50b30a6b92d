"""`manage.py make_dkim_key tidewater.example`: a key for the letters of a domain, and what its DNS must say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from saidyes.common import clock
from saidyes.common.keeping import kept_at
from saidyes.mail.dkim.keys import Key, make_key

LONGEST_STRING = 250  # octets; a string of a TXT record holds 255


class Command(BaseCommand):
    help = "Make a DKIM key for the domain that letters are sent from, and print the record for its DNS."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", help="what stands behind the @ of the sender's address, as the DNS has it")
        parser.add_argument("--selector", help="the key's name in the DNS; else made of its kind and the day")
        parser.add_argument("--ed25519", action="store_true", help="short and fast, for beside an RSA key, never alone")

    def handle(self, *, domain: str, selector: str | None, ed25519: bool, **_options: Any) -> None:
        folder = Path(settings.SAIDYES_DKIM_KEYS or kept_at("dkim"))
        selector = selector or f"{'ed25519' if ed25519 else 'rsa'}-{clock.now():%Y%m%d}"
        try:
            key = make_key(folder, domain, selector, ed25519=ed25519)
        except FileExistsError as wrong:
            raise CommandError(f"{wrong.filename} is there already. Choose another --selector.") from wrong
        except (ImproperlyConfigured, OSError) as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"Written: {folder / domain / f'{selector}.pem'}. Whoever has it can sign as {domain}.")
        self.stdout.write(f"\nPublish this in the DNS first:\n\n{_record(key)}\n")
        self.stdout.write(f"Then set SAIDYES_DKIM_KEYS={folder} and start again.")


def _record(key: Key) -> str:
    strings = "\n".join(f'  "{part}"' for part in _cut(key.record))
    return f"{key.record_name} IN TXT (\n{strings}\n)\n"


def _cut(text: str) -> list[str]:
    return [text[start : start + LONGEST_STRING] for start in range(0, len(text), LONGEST_STRING)]
