"""`manage.py prepare [--empty]`: what must be there before the first page. `./run` calls it at every start."""

import secrets
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from saidyes.businesses.models import Business
from saidyes.common.configuring import CONFIGURATION
from saidyes.common.keeping import close_to_others, kept, kept_at, open_private
from saidyes.common.migrating import migrate
from saidyes.common.signing import keys_path, make_keys
from saidyes.consent.asking import publish_wordings
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.sample import cast
from saidyes.sample.loading import NEXT_DOOR_HOST, give_password, load_sample

PASSWORD, CODE = "sample-password", "set-up-code"


class Command(BaseCommand):
    help = "Make the database, the files and the keys ready; load the sample school where there is no school."
    requires_system_checks = [CONFIGURATION]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="no sample school; the first page asks for the owner")
        parser.add_argument("start", nargs="?", choices=["start"], help=SUPPRESS)

    def handle(self, *, empty: bool, **_options: Any) -> None:
        if connection.vendor == "sqlite":
            close_to_others(Path(connection.settings_dict["NAME"]))
        migrate()
        call_command("migrate", interactive=False, verbosity=0)  # nothing is left; it tells Django's own apps
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not settings.SAIDYES_LINK_KEYS:
            make_keys(keys_path())
        wants_sample = not (empty or settings.SAIDYES_PRODUCTION)
        _refuse_the_sample_where_it_is_real(wants_sample=wants_sample)
        if wants_sample and not Business.objects.exists():
            load_sample(_password())
        elif Business.objects.filter(is_sample=True).exists():
            give_password(_password())
        for business in Business.objects.all():
            publish_wordings(business, actor=SYSTEM, source=Source.WORKER)  # a new release may have new words
        self.stdout.write("\n".join(_greeting()))


def _refuse_the_sample_where_it_is_real(*, wants_sample: bool) -> None:
    if settings.SAIDYES_PRODUCTION and Business.objects.filter(is_sample=True).exists():
        raise CommandError("This database holds the sample school, which is not for production. Begin with a new one.")
    is_sample = not Business.objects.filter(is_sample=False).exists()
    if settings.SAIDYES_SAMPLE_PASSWORD and not (wants_sample and is_sample):
        raise CommandError("SAIDYES_SAMPLE_PASSWORD is for the sample school alone. Take it out of the environment.")


def _password() -> str:
    """The one of the environment, else a random one; kept, because the greeting shows it at every start."""
    if settings.SAIDYES_SAMPLE_PASSWORD:
        with open_private(kept_at(PASSWORD)) as file:
            file.write(f"{settings.SAIDYES_SAMPLE_PASSWORD}\n")
    return kept(PASSWORD, lambda: secrets.token_urlsafe(9))


def _greeting() -> list[str]:
    business = Business.objects.order_by("created_at").first()
    if business is None:
        return _to_be_set_up()
    kept_at(CODE).unlink(missing_ok=True)  # it made its owner, and can make no other
    return _sample(business) if business.is_sample else _doors(business)


def _to_be_set_up() -> list[str]:
    return [
        "There is no school here yet. Set yours up:",
        "",
        f"  {settings.SAIDYES_BASE_URL}/office/set-up/",
        f"  Set-up code  {kept(CODE, lambda: secrets.token_urlsafe(12))}   (also in {kept_at(CODE)})",
    ]


def _doors(business: Business) -> list[str]:
    return [
        f"{business.name}",
        "",
        f"  Customer Portal  {business.url('/')}",
        f"  Office Portal    {business.url('/office/')}",
    ]


def _sample(business: Business) -> list[str]:
    next_door = Business.objects.filter(host=NEXT_DOOR_HOST).first()
    return [
        *_doors(business),
        f"  Mail room        {business.url('/mail-room/')}",
        *([f"  Next door        {next_door.url('/')}"] if next_door else []),
        "",
        f"This is a sample school: its {business.families.count():,} families are made up.",
        "Staff log in at the Office Portal, all with one password:",
        "",
        *(f"  {staff.address:<27}{staff.name}, {staff.role.label.lower()}" for staff in cast.STAFF),
        f"  {'Password':<27}{_password()}   (also in {kept_at(PASSWORD)})",
        "",
        "Families log in with a code that comes to the mail room, for example dana.okafor@example.com.",
    ]
