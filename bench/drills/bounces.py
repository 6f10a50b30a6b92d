"""Send one Email Blast, then let come back what can: bounces, spam reports, replies, forgeries, replays, a flood.

Every answer is made from what the letter itself shows. The first of each kind is piped into `manage.py receive_mail`,
the others are posted over HTTP; `--posted` posts all but the very first, which is quicker. Printed is how many came in,
and what they changed; exit 1 if any is off.
"""

import http.client
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.drills.first_blast import EXPORT, sent
from bench.letterbox import Kept
from bench.processes import ROOT, NeverCame, mail_server, pages, worker
from saidyes.accounts.hiring import hire
from saidyes.businesses.models import Business
from saidyes.classes import importing
from saidyes.consent.braking import BEARABLE, held
from saidyes.consent.models import Standing
from saidyes.consent.wishing import wishes
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.mail.models import State
from saidyes.sample import cast
from tests.mail.arriving import bounce, complaint, reply

DOMAIN, SERVER, SECRET = "in.tidewater.example", "mx.tidewater.example", os.urandom(24).hex()
OFFICE = "office@tidewater.example"
OF_EACH = 8
HEAD = ("", "came in", "bounced", "stopped", "opted out", "to staff", "held", "events")

Make = Callable[[Kept], bytes]
ComeIn = Callable[[list[bytes]], None]


@dataclass(frozen=True)
class Standings:
    """What can change: letters that bounced, addresses that mail stops to, opt-outs, wishes, held reports, events."""

    bounced: int
    stopped: int
    opted_out: int
    to_staff: int
    held: int
    events: int

    @classmethod
    def of(cls, business: Business) -> "Standings":
        return cls(
            Recipient.objects.filter(state=State.FAILED).count(),
            business.addresses.filter(suppressed=True).count(),
            business.addresses.filter(standing=Standing.OPTED_OUT).count(),
            len(wishes(business.pk)),
            held(business.pk).count(),
            Event.objects.filter(business_id=business.pk).count(),
        )

    def since(self, before: "Standings") -> tuple[int, ...]:
        return tuple(now - then for now, then in zip(astuple(self), astuple(before), strict=True))


def main(arguments: list[str]) -> int:
    print(f"bounces on {connection.vendor}")
    for name, value in (("INBOUND_DOMAIN", DOMAIN), ("INBOUND_SECRET", SECRET), ("AUTHSERV_ID", SERVER)):
        os.environ[f"SAIDYES_{name}"] = value
        setattr(settings, f"SAIDYES_{name}", value)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with ExitStack() as stack:
        letterbox = stack.enter_context(mail_server(Path(os.environ["SAIDYES_DATA_DIR"]) / "letters"))
        stack.enter_context(pages())
        business = cast.tidewater("tidewater.localhost")
        author = hire(business, **vars(cast.THEO), password=os.urandom(12).hex())
        importing.load(importing.plan(EXPORT.read_bytes(), business, EXPORT.name), actor=Actor(ActorKind.IMPORTER))
        try:
            with worker():
                sent(author, "Closed on Friday")
        except NeverCame as why:
            print(f"OFF: {why} never came")
            return 1
        off = act(business, letterbox.since(), posted="--posted" in arguments)
    call_command("verify_ledger")
    print(f"\n{'OFF: ' + '; '.join(off) if off else 'Everything as it should be.'}")
    return 1 if off else 0


def act(business: Business, letters: list[Kept], *, posted: bool) -> list[str]:
    """Each kind gets letters of its own; what is left over is the flood."""
    come_in: ComeIn = first_piped
    print(f"{len(letters)} letters left, {len({kept.sender for kept in letters})} return paths\n")
    print(f"{HEAD[0]:<38}" + "".join(f"{word:>11}" for word in HEAD[1:]))
    off, number, heard = [], 0, []
    for name, make, each in kinds():
        some = letters[number : number + OF_EACH]
        mails = [make(kept) for kept in some]
        number += OF_EACH
        off += inject(business, name, mails, tuple(OF_EACH * change for change in each), come_in)
        come_in = all_posted if posted else come_in
        heard += mails
    off += inject(business, "all of that a second time", heard, (0,) * 6, come_in)
    flood = [bounce(kept.sender) for kept in letters[number:]]
    few = BEARABLE - 2 * OF_EACH  # so many reports came in this hour
    rest = len(flood) - few
    off += inject(business, "a flood of wrong addresses", flood, (len(flood), few, 0, 0, rest, len(flood)), come_in)
    return off


def kinds() -> Iterator[tuple[str, Make, tuple[int, ...]]]:
    """Name, how it is made of a letter, and what each changes: bounced, stopped, opted out, to staff, held, events."""
    nothing = (0,) * 6
    yield "bounce: no such user (5.1.1)", lambda kept: bounce(kept.sender), (1, 1, 0, 0, 0, 1)
    yield "bounce: we are blocked (5.7.1)", _bounced("5.7.1", "550 5.7.1 No such user, says policy"), (1, 0, 0, 0, 0, 0)
    yield "bounce: mailbox full, once (5.2.2)", _bounced("5.2.2", "552 5.2.2 Full"), (1, 0, 0, 0, 0, 0)
    yield "bounce: mailbox asleep, once (5.2.1)", _bounced("5.2.1", "550 5.2.1 Disabled"), (1, 0, 0, 0, 0, 0)
    yield "report: delayed", lambda kept: bounce(kept.sender, action="delayed", status="4.4.1"), nothing
    yield "spam report: abuse", _reported("abuse"), (0, 1, 1, 0, 0, 2)
    yield "spam report: not-spam", _reported("not-spam"), nothing
    yield "unsubscribe by mailto", _by_mailto, (0, 0, 1, 0, 0, 1)
    yield "reply: unsubscribe, author proved", _replied(SERVER), (0, 0, 1, 0, 0, 1)
    yield "reply: unsubscribe, author not proved", _replied("mx.elsewhere.example"), (0, 0, 0, 1, 0, 1)
    yield "out of office, quoting “unsubscribe”", _out_of_office, nothing
    yield "forged bounce", lambda kept: bounce(_forged(kept.sender)), nothing
    yield "forged spam report", lambda kept: complaint(f"Return-Path: <{_forged(kept.sender)}>"), nothing
    yield "forged mailto", lambda kept: reply(kept.reader, _forged(kept.sender).replace("b+", "u+")), nothing
    yield "bounce from a sender", lambda kept: bounce(kept.sender, sender="eve@evil.example"), nothing


def inject(business: Business, name: str, mails: list[bytes], expected: tuple[int, ...], come_in: ComeIn) -> list[str]:
    """Let these come in, then compare what changed. Returns what is off."""
    before = Standings.of(business)
    come_in(mails)
    changed = Standings.of(business).since(before)
    wrong = changed != expected
    print(f"{name:<38}" + "".join(f"{count:>11,}" for count in (len(mails), *changed)), flush=True)
    if wrong:
        print(f"{'  SHOULD BE':<49}" + "".join(f"{count:>11,}" for count in expected))
    return [name] if wrong else []


def first_piped(mails: list[bytes]) -> None:
    for mail in mails[:1]:
        command = [sys.executable, "manage.py", "receive_mail"]
        subprocess.run(command, cwd=ROOT, input=mail, check=True, stdout=subprocess.DEVNULL)
    all_posted(mails[1:])


def all_posted(mails: list[bytes]) -> None:
    for mail in mails:
        _post(mail)


def _post(mail: bytes) -> None:
    machine = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port, timeout=30)
    machine.request("POST", "/api/inbound/", mail, {"Host": "localhost", "Authorization": f"Bearer {SECRET}"})
    answer = machine.getresponse()
    answer.read()
    machine.close()
    if answer.status != 200:
        raise NeverCame(f"200 for a mail, but {answer.status}")


def _bounced(status: str, words: str) -> Make:
    return lambda kept: bounce(kept.sender, status=status, diagnostic=words)


def _reported(kind: str) -> Make:
    return lambda kept: complaint(f"Message-ID: {kept.parsed['Message-ID']}\nTo: redacted", type=kind)


def _by_mailto(kept: Kept) -> bytes:
    address = str(kept.parsed["List-Unsubscribe"]).partition("<mailto:")[2].partition("?")[0]
    return reply(kept.reader, address, subject="unsubscribe")


def _replied(server: str) -> Make:
    def made(kept: Kept) -> bytes:
        domain = kept.reader.rpartition("@")[2]
        found = f"{server}; dmarc=pass header.from={domain}"
        return reply(kept.reader, OFFICE, text="Unsubscribe\n\n> Closed on Friday", authentication=found)

    return made


def _out_of_office(kept: Kept) -> bytes:
    words = "I am away until Monday.\n\n> Unsubscribe"
    return reply(kept.reader, kept.sender, text=words, more="Auto-Submitted: auto-replied")


def _forged(sender: str) -> str:
    """The address of another letter under this one's stamp."""
    name, _, rest = sender.partition(".")
    return f"{name}9.{rest}"
