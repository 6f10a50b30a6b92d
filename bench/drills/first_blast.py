"""Load families.csv into an empty school, send two Email Blasts over SMTP, let twenty leave in between.

Everything runs as it would: a worker, the pages and a mail server of their own, links out of the letters' own bytes.
Who had said yes is counted from the ledger, not from the column the gate reads.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from bench.crowd import confirmed
from bench.leaving import NotAsPromised, by_one_click, by_the_page, fetch
from bench.letterbox import Kept, Letterbox
from bench.processes import ROOT, NeverCame, mail_server, pages, wait_for, worker
from bench.reporting import Report
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.classes import importing
from saidyes.classes.enrolling import enroll
from saidyes.common.addresses import canonical
from saidyes.consent.models import Address, Standing
from saidyes.delivery import results
from saidyes.delivery.checking import check
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import MOVES_A_STANDING, Verb
from saidyes.sample import cast

EXPORT = ROOT / "saidyes/sample/families.csv"
LEAVE_EACH_WAY = 10


def main(_arguments: list[str]) -> int:
    report = Report()
    print(f"first-blast on {connection.vendor}")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with ExitStack() as stack:
        letterbox = stack.enter_context(mail_server(Path(os.environ["SAIDYES_DATA_DIR"]) / "letters"))
        stack.enter_context(pages())
        stack.enter_context(worker())
        try:
            act(report, letterbox)
        except (NeverCame, NotAsPromised) as why:
            report.off.append(f"{type(why).__name__}: {why}")
    return report.verdict()


def act(report: Report, letterbox: Letterbox) -> None:
    business = cast.tidewater("tidewater.localhost")
    author = hire(business, **vars(cast.THEO), password=os.urandom(12).hex())
    load_the_export(report, business)
    first = send_and_count(report, letterbox, author, "First blast")
    leavers = let_some_leave(report, business, first)
    second = send_and_count(report, letterbox, author, "Second blast")
    report.line("letters to those who left in between", len({kept.reader for kept in second} & leavers), 0)
    ask_the_ledger(report, business)
    enroll_one_who_left(report, letterbox, business, leavers)


def load_the_export(report: Report, business: Business) -> None:
    plan = importing.plan(EXPORT.read_bytes(), business, EXPORT.name)
    outcome = importing.load(plan, actor=Actor(ActorKind.IMPORTER, name="drill"))
    report.title("families.csv")
    for name, count in importing.summary(outcome):
        report.line(name[:1].lower() + name[1:], count)
    again = importing.load(importing.plan(EXPORT.read_bytes(), business), actor=Actor(ActorKind.IMPORTER))
    report.line("families and choices that a second load adds", again.new + again.choices, 0)


def send_and_count(report: Report, letterbox: Letterbox, author: Membership, subject: str) -> list[Kept]:
    """Send to every family; compare what came to the server with what the ledger says of each address."""
    said_yes, before = those_who_said_yes(author.business), len(letterbox.since())
    blast = sent(author, subject)
    letters = letterbox.since(before)
    copies = Counter(kept.reader for kept in letters)
    found = results.of(blast)
    report.title(subject)
    for label, count in standings(author.business):
        report.line(f"addresses {label}", count)
    report.line("letters at the server", len(letters), len(said_yes))
    report.line("addresses reached that had not said yes", len(copies.keys() - said_yes), 0)
    report.line("willing addresses not reached", len(said_yes - copies.keys()), 0)
    report.line("duplicates", sum(copies.values()) - len(copies), 0)
    report.line(
        "letters without a way out, by link or one-click", sum(not (k.link and k.one_click) for k in letters), 0
    )
    report.line("rows delivered", found.sent, len(said_yes))
    report.line("rows failed, uncertain or waiting", found.failed + found.uncertain + found.waiting, 0)
    return letters


def sent(author: Membership, subject: str) -> Blast:
    blast = confirmed(author, subject)
    wait_for(lambda: Blast.objects.get(pk=blast.pk).status == Status.FINISHED, f"the end of {subject}")
    return Blast.objects.get(pk=blast.pk)


def those_who_said_yes(business: Business) -> set[str]:
    """The keys of the addresses whose newest answer in the ledger is a yes."""
    newest = dict(_answers(business))
    keys = {f"address:{address.pk}": address.key for address in Address.objects.filter(business=business)}
    return {keys[subject] for subject, verb in newest.items() if verb == Verb.OPT_IN}


def _answers(business: Business) -> Iterator[tuple[str, str]]:
    events = Event.objects.filter(business_id=business.pk, verb__in=MOVES_A_STANDING).order_by("subject", "seq")
    yield from events.values_list("subject", "verb")


def standings(business: Business) -> Iterator[tuple[str, int]]:
    counted = Counter(Address.objects.filter(business=business).values_list("standing", flat=True))
    for standing in Standing:
        yield standing.label.lower(), counted[standing]


def let_some_leave(report: Report, business: Business, letters: list[Kept]) -> set[str]:
    """Ten by the link of their own letter, ten by one-click, after scanners fetched all those links."""
    by_link, by_program = letters[:LEAVE_EACH_WAY], letters[-LEAVE_EACH_WAY:]
    events = Event.objects.filter(business_id=business.pk)
    before = events.count()
    for kept in by_link + by_program:
        fetch(kept.link, "GET")
        fetch(kept.one_click, "HEAD")
    report.title("Leaving")
    report.line("events because a robot fetched their links", events.count() - before, 0)
    for kept in by_link:
        by_the_page(kept.link)
    for number, kept in enumerate(by_program):
        by_one_click(kept.one_click, multipart=bool(number % 2))
    left = events.filter(verb=Verb.OPT_OUT, facts__blast__isnull=False)
    report.line("opt-outs by the link", left.filter(source=Source.UNSUBSCRIBE_PAGE).count(), LEAVE_EACH_WAY)
    report.line("opt-outs by one-click", left.filter(source=Source.ONE_CLICK).count(), LEAVE_EACH_WAY)
    report.line(
        "unsubscribed, as the blast's page counts", results.of(Blast.objects.get()).unsubscribed, 2 * LEAVE_EACH_WAY
    )
    return {kept.reader for kept in by_link + by_program}


def ask_the_ledger(report: Report, business: Business) -> None:
    """Each hand-over of either blast, recomputed as of its own moment, after some have left."""
    report.title("Recomputed from the audit log")
    for blast in business.blasts.order_by("started_at"):
        tally = check(blast)
        report.line(f"{blast}: hand-overs that were willing", tally.willing, results.of(blast).sent)
        report.line(f"{blast}: what the log speaks against", int(bool(tally.wrong)), 0)


def enroll_one_who_left(report: Report, letterbox: Letterbox, business: Business, leavers: set[str]) -> None:
    """A child of a family that left is enrolled: the confirmation arrives, and offers nothing to unsubscribe from."""
    family, reader = next(family_written_to_at(business, leavers))
    before = len(letterbox.since())
    course = business.courses.create(name="Drill class")
    enroll(family.students.all()[0], course, actor=Actor(ActorKind.STAFF, name="drill"))
    wait_for(lambda: len(letterbox.since(before)) > 0, "the enrollment confirmation")
    [kept] = letterbox.since(before)
    report.title("Enrollment")
    report.line("confirmations to one who left", int(kept.reader == reader), 1)
    report.line("of them with List-Unsubscribe", int(kept.parsed["List-Unsubscribe"] is not None), 0)


def family_written_to_at(business: Business, keys: set[str]) -> Iterator[tuple[Family, str]]:
    """Families with a child whose notices go to one of these addresses."""
    for family in business.families.filter(students__isnull=False).distinct():
        mailbox = mailbox_of(family)
        if mailbox and canonical(mailbox.address).key in keys:
            yield family, canonical(mailbox.address).key
