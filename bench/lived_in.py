"""A school that has been at it for two years: families, choices, Email Blasts, classes, receipts. To look at pages."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle

import time_machine
from django.db.models import F
from django.db.models.functions import Mod

from bench.bulk import move_in
from bench.crowd import confirmed
from saidyes.accounts.models import Membership
from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.classes.models import Course, Enrollment
from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.models import Address, Standing, Wording, WordingKind
from saidyes.delivery import results
from saidyes.delivery.filling import start_and_fill
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Entry, Subject, record_all
from saidyes.ledger.verbs import MOVES_A_STANDING, Verb
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

AT_ONCE = 500
ROUND = 70  # days between two events of an address; its last ones lie within the last round
BLASTS, COURSES, RECEIPTS = 10, 40, 20_000
ENDS = cycle([Verb.OPT_IN] * 6 + [Verb.OPT_OUT] * 2 + [Verb.LAPSE, Verb.OPT_IN])
AFTER = {
    Verb.OPT_IN: Standing.OPTED_IN,
    Verb.OPT_OUT: Standing.OPTED_OUT,
    Verb.LAPSE: Standing.NO_CHOICE,
}


def live_in(author: Membership, families: int, events: int) -> None:
    """So many families more, and so many events about their addresses."""
    business = author.business
    move_in(business, families)
    _grow_old(business)
    _choose(business, list(Address.objects.filter(business=business, key__endswith="@reed.example")), events)
    _learn(business)
    _pay(business)
    for number in range(BLASTS, 0, -1):
        with time_machine.travel(clock.now() - timedelta(days=7 * number)):
            _send(author, f"News of week {number}")


def _grow_old(business: Business) -> None:
    """The last of them came today, the first about two years ago."""
    ids = list(business.families.filter(name__startswith="Reed ").order_by("-number").values_list("pk", flat=True))
    step = timedelta(days=700) / (len(ids) // 100 + 1)
    for place, some in enumerate(_some(ids, 100)):
        business.families.filter(pk__in=some).update(created_at=clock.now() - place * step)


def _choose(business: Business, addresses: list[Address], events: int) -> None:
    """Each is written down, used, and then chosen for again and again; it ends as one of `ENDS`."""
    words = wording_of(business, WordingKind.QUESTION)
    ends = {address.pk: end for address, end in zip(addresses, ENDS, strict=False)}
    rounds = events // len(addresses)
    for number in range(rounds):
        for place, some in enumerate(_some(addresses, AT_ONCE)):
            age = timedelta(days=ROUND * (rounds - 1 - number) + (60 - 3 * place) % 60, hours=1)
            with time_machine.travel(clock.now() - age):
                written = record_all([_entry(one, words, number, rounds, ends[one.pk]) for one in some])
            for address, event in zip(some, written, strict=True):
                _stand(address, event)
    fields = ["standing", "standing_since", "last_event", "version"]
    Address.objects.bulk_update(addresses, fields, batch_size=AT_ONCE)


def _entry(address: Address, words: Wording, number: int, rounds: int, end: Verb) -> Entry:
    subject, private = Subject.of(address), {"address": address.spelling}
    actor = Actor(ActorKind.GUARDIAN, id="g", name=f"Ana {address.key[4:-13]}", ip="203.0.113.7", on_behalf_of="g")
    if number < 2:
        verb = (Verb.ADDRESS_ADDED, Verb.ADDRESS_GIVEN)[number]
        return Entry(verb, subject, actor, Source.PORTAL, {"guardian": str(address.pk)} if number else {}, private)
    verb = end if number == rounds - 1 else (Verb.OPT_IN, Verb.OPT_OUT)[(rounds - number + (end == Verb.OPT_OUT)) % 2]
    facts = {"old": address.standing, "new": AFTER[verb], **words.facts}
    return Entry(verb, subject, actor, Source.PORTAL, facts, private)


def _stand(address: Address, event: Event) -> None:
    """What `Address.apply` does, without a statement for each; a benchmark's rows, by its own events."""
    address.version += 1
    if event.verb in MOVES_A_STANDING:
        address.standing = AFTER[Verb(event.verb)]
        address.standing_since, address.last_event = event.happened_at, event.pk


def _learn(business: Business) -> None:
    courses = Course.objects.bulk_create(Course(business=business, name=f"Swim Level {n}") for n in range(COURSES))
    students = business.families.filter(name__startswith="Reed ").values_list("students", flat=True)
    today = clock.now().date()
    Enrollment.objects.bulk_create(
        [
            Enrollment(business=business, course=course, student_id=student, enrolled_on=today)
            for course, student in zip(cycle(courses), students, strict=False)
        ],
        batch_size=AT_ONCE,
    )


def _pay(business: Business) -> None:
    """Receipts, long delivered."""
    keys = cycle(business.addresses.filter(key__endswith="@reed.example").values_list("key", flat=True))
    then = clock.now() - timedelta(days=40)
    made = [
        Notice(business=business, kind=Kind.RECEIPT, to_address=key, to_key=key, state=State.SENT, created_at=then)
        for _, key in zip(range(RECEIPTS), keys, strict=False)
    ]
    Notice.objects.bulk_create(made, batch_size=AT_ONCE)


def _send(author: Membership, subject: str) -> None:
    """To everybody who said yes; one of a hundred bounces."""
    blast = confirmed(author, subject)
    while start_and_fill():
        pass
    rows, now = blast.recipients.all(), clock.now()
    rows.update(state=State.SENT, handed_at=now, settled_at=now)
    rows.annotate(place=Mod(F("pk"), 100)).filter(place=0).update(state=State.FAILED, answer="550 5.1.1 No such user")
    scheduling.finish(Blast.objects.get(pk=blast.pk), counts=results.of(blast).facts)


def _some(rows: Sequence, size: int) -> Iterator[Sequence]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
