"""A sound installation, and each of the ways in which the drill breaks it."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings

from bench.grounds import free_port
from bench.smtp_server import SmtpServer
from saidyes.blasts.models import StoppedBy
from saidyes.blasts.stopping import standing, stop
from saidyes.businesses.models import Business
from saidyes.checkup import machine
from saidyes.checkup.examining import school
from saidyes.checkup.models import Pulse
from saidyes.common import clock, signing
from saidyes.common.keeping import kept_at
from saidyes.ledger import signing as sealing_keys
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Check
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.mail.dkim.keys import Key
from tests.mail.name_server import Zone

SENDER, HOST = "mail.tidewater.example", "portal.tidewater.example"
ADDRESS, BACK = "192.0.43.8", "8.43.0.192.in-addr.arpa"
OTHER_KEYS = f'[["ab12", "{"0" * 64}"]]'
SPF, DMARC, PTR = (SENDER, "TXT"), (f"_dmarc.{SENDER}", "TXT"), (BACK, "PTR")


@dataclass
class Installation:
    """What can be broken in it."""

    business: Business
    mail: SmtpServer
    zone: Zone


@dataclass(frozen=True)
class Break:
    """One thing out of order: what the check-up must call it, and words that must be in its sentence."""

    name: str
    about: str
    words: str
    act: Callable[[Installation], AbstractContextManager[Any]]


def sound_zone(key: Key) -> Zone:
    return {
        SPF: [f"v=spf1 a:{HOST} -all"],
        (SENDER, "MX"): [f"10 {HOST}."],
        (HOST, "A"): [ADDRESS],
        PTR: [f"{HOST}."],
        (key.record_name.rstrip("."), "TXT"): [key.record],
        DMARC: ["v=DMARC1; p=reject; rua=mailto:office@mail.tidewater.example"],
    }


def in_the_dns(name: tuple[str, str], values: list[str]) -> Callable[[Installation], AbstractContextManager[None]]:
    @contextmanager
    def act(place: Installation) -> Iterator[None]:
        before = place.zone.pop(name)
        place.zone.update({name: values} if values else {})
        yield
        place.zone[name] = before

    return act


def with_settings(**changes: Any) -> Callable[[Installation], AbstractContextManager[None]]:
    @contextmanager
    def act(_place: Installation) -> Iterator[None]:
        with override_settings(**changes):
            yield

    return act


@contextmanager
def another_dkim_key(place: Installation) -> Iterator[None]:
    name = next(name for name in place.zone if "_domainkey" in name[0])
    before, place.zone[name] = place.zone[name], ["v=DKIM1; k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
    yield
    place.zone[name] = before


@contextmanager
def wrong_password(place: Installation) -> Iterator[None]:
    place.mail.behave(password="right")
    with override_settings(SAIDYES_EMAIL_URL=settings.SAIDYES_EMAIL_URL.replace("smtp://", "smtp://school:wrong@")):
        yield
    place.mail.behave()


@contextmanager
def without_encryption(_place: Installation) -> Iterator[None]:
    with override_settings(SAIDYES_EMAIL_URL=settings.SAIDYES_EMAIL_URL.replace("smtp://", "smtp+tls://")):
        yield


def pulse_at(ahead: timedelta) -> Callable[[Installation], AbstractContextManager[None]]:
    @contextmanager
    def act(_place: Installation) -> Iterator[None]:
        Pulse.objects.update(at=clock.now() + ahead)
        yield
        Pulse.objects.update(at=clock.now())

    return act


def a_constant(module: Any, name: str, value: Any) -> Callable[[Installation], AbstractContextManager[None]]:
    """Where the story would take a full disk, or an hour."""

    @contextmanager
    def act(place: Installation) -> Iterator[None]:
        before = getattr(module, name)
        setattr(module, name, value)
        if name == "SEALED_WITHIN":
            record(Verb.SETTINGS_CHANGED, Subject.of(place.business), actor=SYSTEM, source=Source.WORKER)
        yield
        setattr(module, name, before)

    return act


@contextmanager
def careless_database(_place: Installation) -> Iterator[None]:
    on, off = (
        ("PRAGMA synchronous=FULL", "PRAGMA synchronous=OFF")
        if connection.vendor == "sqlite"
        else ("SET synchronous_commit = on", "SET synchronous_commit = off")
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield
        cursor.execute(on)


@contextmanager
def old_tables(_place: Installation) -> Iterator[None]:
    rows = MigrationRecorder(connection).migration_qs.filter(app="checkup")
    names = list(rows.values_list("name", flat=True))
    rows.delete()
    yield
    for name in names:
        MigrationRecorder(connection).record_applied("checkup", name)


@contextmanager
def other_tables(_place: Installation) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event RENAME TO ledger_event_elsewhere")
        yield
        cursor.execute("ALTER TABLE ledger_event_elsewhere RENAME TO ledger_event")


@contextmanager
def read_only(_place: Installation) -> Iterator[None]:
    how = "PRAGMA query_only = {}" if connection.vendor == "sqlite" else "SET default_transaction_read_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(how.format("on"))
        yield
        cursor.execute(how.format("off"))


@contextmanager
def no_journal(_place: Installation) -> Iterator[None]:
    with override_settings(SAIDYES_JOURNAL_DIR=str(signing.keys_path() / "journal")):
        yield


@contextmanager
def without_https(_place: Installation) -> Iterator[None]:
    """Which only a rehearsal may be."""
    with override_settings(HTTPS=False, SAIDYES_REHEARSAL=True, SAIDYES_EMAIL_URL=""):
        yield


@contextmanager
def open_key(_place: Installation) -> Iterator[None]:
    signing.keys_path().chmod(0o644)
    yield
    signing.keys_path().chmod(0o600)


@contextmanager
def lost_key(_place: Installation) -> Iterator[None]:
    keys = list(sealing_keys.folder().glob("*.key"))
    for key in keys:
        key.rename(key.with_suffix(".gone"))
    yield
    for key in keys:
        key.with_suffix(".gone").rename(key)


@contextmanager
def no_backup(_place: Installation) -> Iterator[None]:
    note = kept_at("last-backup")
    before = note.read_text("utf-8")
    note.unlink()
    yield
    note.write_text(before, "utf-8")


@contextmanager
def pages_gone(_place: Installation) -> Iterator[None]:
    with override_settings(SAIDYES_BASE_URL=f"http://localhost:{free_port()}"):
        yield


@contextmanager
def pages_redirect(_place: Installation) -> Iterator[None]:
    """A proxy in front that sends everybody on."""

    class OnWithYou(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", f"https://{HOST}{self.path}")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), OnWithYou) as proxy:
        threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        with override_settings(SAIDYES_BASE_URL=f"http://localhost:{proxy.server_port}"):
            yield
        proxy.shutdown()


@contextmanager
def broken_log(place: Installation) -> Iterator[None]:
    found = {"wrong": "event 7 is not what was written", "fingerprint": "f" * 64, "findings": 1}
    check = Check.objects.create(business_id=place.business.pk, checked_at=clock.now(), events=9, seals=1, **found)
    yield
    check.delete()


@contextmanager
def stopped_blasts(place: Installation) -> Iterator[None]:
    stop(place.business.pk, StoppedBy.SPAM, reports=4, letters=1_000)
    yield
    standing().delete()


@contextmanager
def no_postal_address(place: Installation) -> Iterator[None]:
    schools = Business.objects.filter(pk=place.business.pk)
    schools.update(street="")
    yield
    schools.update(street=place.business.street)


BREAKS = (
    Break("no SPF record", "SPF", "does not say which servers may send", in_the_dns(SPF, [])),
    Break("the DNS holds another DKIM key", "DKIM (s1)", "holds another key", another_dkim_key),
    Break("no DMARC record", "DMARC", "no DMARC record", in_the_dns(DMARC, [])),
    Break("no PTR record", "Reverse DNS", "no name that leads back", in_the_dns(PTR, [])),
    Break(
        "the mail server is down",
        "Mail server",
        "cannot be reached",
        with_settings(SAIDYES_EMAIL_URL="smtp://127.0.0.1:9"),
    ),
    Break("a wrong password", "Mail server", "user name or password", wrong_password),
    Break("a mail server without encryption", "Mail server", "encrypted", without_encryption),
    Break("clocks an hour apart", "Clock", "apart", pulse_at(timedelta(hours=1))),
    Break("a disk nearly full", "Disk", "nobody can unsubscribe", a_constant(machine, "LEAST_SHARE", 1.1)),
    Break("a database that forgets", "Database", "power cut", careless_database),
    Break("tables behind the program", "Tables", "behind the program", old_tables),
    Break("a key that others can read", "Keys", "can read the key file", open_key),
    Break("a key that is gone", "Keys", "No key signs", lost_key),
    Break("no backup", "Backup", "No backup was made", no_backup),
    Break("a dead worker", "Worker", "silent for 20 minutes", pulse_at(-timedelta(minutes=20))),
    Break("pages without encryption", "Address", "not encrypted", without_https),
    Break("a setting no service starts with", "Settings", "steam", with_settings(SAIDYES_ENGINE="steam")),
    Break("a database that takes no writes", "Database", "takes no writes", read_only),
    Break("tables of another release", "Database", "not those of this release", other_tables),
    Break("a journal nobody can write", "Journal", "Nothing can be written", no_journal),
    Break("pages that are gone", "Unsubscribe link", "cannot be reached", pages_gone),
    Break("a proxy that redirects", "Unsubscribe link", "sends whoever follows", pages_redirect),
    Break(
        "other link keys on another machine",
        "Unsubscribe link",
        "does not know a link",
        with_settings(SAIDYES_LINK_KEYS=OTHER_KEYS),
    ),
    Break("events without a seal", "Seals", "waited for their seal", a_constant(school, "SEALED_WITHIN", timedelta(0))),
    Break("an audit log that does not verify", "Verification", "does not verify", broken_log),
    Break("too many spam reports", "Email Blasts", "marked Email Blasts as spam", stopped_blasts),
    Break("no postal address", "Email Blasts", "postal address", no_postal_address),
)
