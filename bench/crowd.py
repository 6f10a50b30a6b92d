"""A school full of people who said yes, an Email Blast to all of them, and the time that passes for it."""

import os
from urllib.parse import urlsplit

from django.core.management import call_command

from bench.processes import ROOT
from bench.smtp_server import SmtpServer
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.blasts import drafting, scheduling
from saidyes.blasts.models import Blast, everyone
from saidyes.businesses.models import Business
from saidyes.classes import importing
from saidyes.common import clock
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.models import State
from saidyes.sample import cast

HEADER = (ROOT / "saidyes/sample/families.csv").read_text("utf-8").partition("\n")[0]
HOME = "1 Main St,Gearhart,OR,97146"
SAID = "Yes,2024-10-10 23:34,Customer Portal,"
LINE = f"{{n}},Reed,2024-10-10 23:29,Ana,Reed,,{{address}},,,,,,{HOME},,,{SAID}"
A_FILE = 4_000  # families
BODY = "Hello {{ guardian first name }},\n\nwe are **closed on Friday**."


def school_of(count: int) -> Membership:
    """So many families, each with one address that opted in, loaded from files. Who may send to them."""
    call_command("createcachetable", verbosity=0)
    author = staffed()
    for first in range(0, count, A_FILE):
        _load(author.business, range(first, min(first + A_FILE, count)))
    return author


def staffed() -> Membership:
    """A school without families, and who may send to them once there are some."""
    return hire(cast.tidewater("tidewater.localhost"), **vars(cast.THEO), password=os.urandom(12).hex())


def address_number(number: int) -> str:
    return f"ana.{number}@reed.example"


def confirmed(author: Membership, subject: str) -> Blast:
    """Somebody pressed Send; workers do the rest."""
    content = drafting.Content(subject, "", BODY, everyone())
    draft = drafting.start_draft(author.business, content, author=author.user)
    actor = Actor(ActorKind.STAFF, id=str(author.user_id), name=author.name)
    return scheduling.schedule(draft, version=draft.version, at=None, actor=actor, source=Source.OFFICE)


def our_mail_server() -> SmtpServer:
    """The server that EMAIL_URL names, in this process, so that its faults can be counted."""
    return SmtpServer(urlsplit(os.environ["EMAIL_URL"]).port or 0)


def time_passes(blast: Blast) -> None:
    """Whoever was put off by a 4xx is due now. It touches nothing but waiting."""
    now = clock.now()
    put_off = Recipient.objects.filter(blast=blast, settled_at=None, state=State.QUEUED, next_at__gt=now)
    if put_off.exists():  # on SQLite even an update of nothing keeps the workers waiting
        put_off.update(next_at=now)


def _load(business: Business, numbers: range) -> None:
    lines = [LINE.format(n=number, address=address_number(number)) for number in numbers]
    plan = importing.plan("\n".join([HEADER, *lines, ""]).encode(), business, "crowd.csv")
    importing.load(plan, actor=Actor(ActorKind.IMPORTER, name="drill"))
