"""`manage.py open_evidence --business HOST --family NUMBER --owner ADDRESS OUT.zip`"""

import getpass
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Right
from saidyes.common.scans import ENDINGS, content_type_of
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.retention import schools
from saidyes.retention.models import Erasure, Kind
from saidyes.retention.restricting import IsShredded, Opened, open_evidence


class Command(BaseCommand):
    help = "Write the restricted evidence of an erased family into a file. An owner gives their password for it."

    def add_arguments(self, parser: CommandParser) -> None:
        schools.add_arguments(parser)
        parser.add_argument("--owner", metavar="ADDRESS", required=True, help="who opens it, by their log-in")
        parser.add_argument("out", type=Path, metavar="OUT.zip", help="the file; it must not be there yet")

    def handle(self, *, business: str, family: int, owner: str, out: Path, **_options: Any) -> None:
        found = schools.family_named(business, family)
        erasure = Erasure.objects.filter(business=found.business, family=found).first()
        if erasure is None:
            raise CommandError(f"Family {family} was not erased.")
        member = _owner(found, owner)
        try:
            handle = os.open(out, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as wrong:
            raise CommandError(f"{out}: {wrong.strerror}") from wrong
        with os.fdopen(handle, "w+b") as file:
            try:
                opened = open_evidence(erasure, actor=Actor(ActorKind.OWNER, id=str(member.user_id), name=member.name))
            except IsShredded as gone:
                out.unlink()
                raise CommandError("Its time is over: the key was destroyed, and nobody can read it.") from gone
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                _write(archive, opened)
        altered = sum(not one.holds for one in opened)
        self.stdout.write(
            f"{len(opened):,} pieces of evidence are in {out}; {altered:,} are not what was written down."
        )


def _owner(family: Family, address: str) -> Membership:
    """Whoever asks shows that they are an owner of this school."""
    members = family.business.memberships.select_related("user").filter(user__email=address.lower(), active=True)
    member = members.first()
    password = getpass.getpass(f"Password of {address}: ")
    if member is None or not member.may(Right.ERASE_FAMILIES) or not member.user.check_password(password):
        raise CommandError("Only an owner of this school, with their password, opens it.")
    return member


def _write(archive: zipfile.ZipFile, opened: Iterable[Opened]) -> None:
    for one in opened:
        ending = ".json" if one.kind == Kind.DETAILS else ENDINGS[content_type_of(one.data)]
        archive.writestr(f"{one.event.subject.replace(':', '-')}/{one.event.seq:04}-{one.event.verb}{ending}", one.data)
