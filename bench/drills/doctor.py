"""Break a sound installation in many ways, one at a time: the check-up must find and name each, and nothing else.

The pages, the mail server and the name server are real, and `manage.py doctor` is asked as a script would ask it.
"""

import io
import json
import os
from contextlib import suppress
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import override_settings

from bench.crowd import our_mail_server
from bench.doctoring import BREAKS, HOST, SENDER, Break, Installation, sound_zone
from bench.processes import pages
from bench.reporting import Report
from saidyes.businesses.models import Business
from saidyes.checkup import pulse
from saidyes.common import signing
from saidyes.delivery.auditing import seal_what_is_new, verify_every_night
from saidyes.mail.dkim.keys import make_key
from saidyes.mail.sender_check.finding import State
from saidyes.sample import cast
from tests.mail.name_server import name_server

WRONG = (State.BAD, State.UNKNOWN)
Found = dict[str, str]  # by what it is about, of what is wrong


def main(_arguments: list[str]) -> int:
    report = Report()
    print(f"doctor on {connection.vendor}")
    dkim = Path(os.environ["SAIDYES_DATA_DIR"]) / "dkim"
    zone = sound_zone(make_key(dkim, SENDER, "s1", ed25519=True))
    as_in_earnest = {"SAIDYES_PRODUCTION": True, "HTTPS": True, "BASE_HOST": HOST, "SAIDYES_DKIM_KEYS": str(dkim)}
    as_in_earnest["SAIDYES_TRUSTED_PROXIES"] = 1
    with (
        our_mail_server() as mail,
        name_server(zone) as names,
        pages(),
        override_settings(SAIDYES_NAME_SERVERS=[names], **as_in_earnest),
    ):
        act(report, Installation(open_for_business(), mail, zone))
    return report.verdict()


def open_for_business() -> Business:
    """A school with which nothing is wrong."""
    signing.make_keys(signing.keys_path())
    business = cast.tidewater("tidewater.localhost")
    business.is_sample, business.notice_address = False, f"office@{SENDER}"
    business.reply_to = business.notice_address
    business.save()
    seal_what_is_new()
    verify_every_night()
    pulse.beat()
    call_command("backup", stdout=io.StringIO())
    return business


def act(report: Report, place: Installation) -> None:
    report.title("Sound")
    report.line("false alarms before", len(said(wrong())), 0)
    report.title("Broken")
    found = [is_found(place, one) for one in BREAKS]
    for one, good in zip(BREAKS, found, strict=True):
        report.line(one.name, good, 1)
    report.title("Mended")
    seal_what_is_new()
    report.line("false alarms after", len(said(wrong())), 0)
    print(f"\nfound {sum(found)} of {len(BREAKS)}")


def is_found(place: Installation, one: Break) -> bool:
    """Whether just that is found, by its name, in words that say what it is, with a remedy."""
    pulse.beat()
    with one.act(place):
        found = wrong()
    sentence, _, remedy = found.get(one.about, "").partition(" – ")
    good = len(found) == 1 and one.words in sentence and bool(remedy)
    if not good:
        print(f"  {one.name}: {found}")
    return good


def wrong() -> Found:
    written = io.StringIO()
    with suppress(CommandError):  # which is how it says that not all is well
        call_command("doctor", json=True, stdout=written)
    rows = json.loads(written.getvalue())
    return {row["about"]: f"{row['sentence']} – {row['remedy']}" for row in rows if row["state"] in WRONG}


def said(found: Found) -> Found:
    for about, sentence in found.items():
        print(f"  {about}: {sentence}")
    return found
