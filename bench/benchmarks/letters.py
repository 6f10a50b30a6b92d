"""CPU to make one letter of a blast, beside Django's template with EmailMultiAlternatives and the standard library."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.test import override_settings

from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person, Press, freeze, seen_by
from saidyes.consent.links import Links
from saidyes.mail.dkim.keys import make_key
from saidyes.mail.slots import SLOT
from saidyes.sample import cast

ROUNDS = 5
LETTERS = 1_000
REACH = 1 / 10
SENDERS_DOMAIN = "mail.tidewater.example"
SOME_ADDRESS = UUID("01990000-0000-7000-8000-000000000001")
BODY = "Hi {{ guardian first name }},\n\nbring {{ student first names }}.\n\n" + "The pool is closed for repairs. " * 75


def main(_arguments: list[str]) -> int:
    blast = Blast(
        business=cast.tidewater("tidewater.localhost"), subject="Closed Mar 23", preview_line="Open again", body=BODY
    )
    frozen = freeze(blast)
    press, links = Press(frozen, blast.pk), Links(blast.business, blast.pk)
    print(f"one letter of {len(press.letter_for(person(1, links)).raw):,} octets, median of {ROUNDS} x {LETTERS:,}")
    ours = microseconds(lambda number: press.letter_for(person(number, links)))
    print(line("ours: links, names, headers, body", ours))
    for name, cost in signed(press, links):
        print(line(f"ours, signed by {name}", cost))
    django = microseconds(djangos(frozen, links))
    print(line("Django's template, EmailMultiAlternatives", django))
    print(line("the standard library's EmailMessage", microseconds(standard(frozen, links))))
    print(f"  ours against Django's {ours / django:.3f}, to reach {REACH}")
    return 0 if ours / django <= REACH else 1


def signed(press: Press, links: Links) -> Iterator[tuple[str, float]]:
    """What DKIM adds: by the short key, by the long one, by both."""
    kinds = {"Ed25519": [True], "RSA-2048": [False], "both": [True, False]}
    for name, keys in kinds.items():
        with TemporaryDirectory() as folder, override_settings(SAIDYES_DKIM_KEYS=folder):
            for ed25519 in keys:
                make_key(Path(folder), SENDERS_DOMAIN, "ed" if ed25519 else "rsa", ed25519=ed25519)
            yield name, microseconds(lambda number: press.letter_for(person(number, links)))


def person(number: int, links: Links) -> Person:
    return Person(
        number,
        f"noor.{number}@example.com",
        datetime(2026, 1, 15, 3, tzinfo=UTC),
        *links.of(SOME_ADDRESS),
        guardian_first_name="Noor",
        family_name="Haddad",
        student_first_names=("Sami", "Ada"),
    )


def microseconds(make: Callable[[int], object]) -> float:
    """CPU of one call: the median of the rounds, other processes left out of it."""
    return statistics.median(one_round(make) for _ in range(ROUNDS))


def one_round(make: Callable[[int], object]) -> float:
    began = time.process_time()
    for number in range(LETTERS):
        make(number)
    return (time.process_time() - began) / LETTERS * 1_000_000


def djangos(frozen: dict[str, str], links: Links) -> Callable[[int], object]:
    """The same words as templates, rendered for each person and put together as Django does it."""
    engine = Engine()
    text, html = (engine.from_string(SLOT.sub(r"{{ \1 }}", frozen[part])) for part in ("text", "html"))

    def make(number: int) -> bytes:
        whom = person(number, links)
        context = Context({name: getattr(whom, name) for name in Person.__slots__} | {"opted_in_on": "Jan 14, 2026"})
        message = EmailMultiAlternatives("Closed Mar 23", text.render(context), frozen["sender"], [whom.address])
        message.attach_alternative(html.render(context), "text/html")
        return message.message().as_bytes()

    return make


def standard(frozen: dict[str, str], links: Links) -> Callable[[int], object]:
    def make(number: int) -> bytes:
        whom = person(number, links)
        seen, message = seen_by(frozen, whom), EmailMessage(policy=policy.SMTP)
        message["From"], message["To"], message["Subject"] = frozen["sender"], whom.address, seen.subject
        message.set_content(seen.text)
        message.add_alternative(seen.html, subtype="html")
        return message.as_bytes()

    return make


def line(what: str, cost: float) -> str:
    return f"  {what:<44}{cost:8.1f} us"
