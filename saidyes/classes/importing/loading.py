"""The good rows of a file, some at a time. Loading it again, also after a kill, changes nothing that is there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic, sleep

from django.db import connection, transaction

from saidyes.businesses.models import Business
from saidyes.classes.importing.checking import Plan, Row
from saidyes.classes.importing.deciding import Answer, Decisions, Known, Whole, decide, known_of, remark_on, whole_of
from saidyes.classes.importing.explaining import summary
from saidyes.classes.importing.outcome import Outcome
from saidyes.classes.importing.remarks import Remark
from saidyes.classes.models import Course, Enrollment, Import
from saidyes.common.addresses import Canonical
from saidyes.common.plain_text import keepable
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import Choice, record_choices
from saidyes.consent.knowing import addresses_for, standings_among
from saidyes.consent.models import Address, WordingKind
from saidyes.families.models import Guardian
from saidyes.families.moving_in import Settled, give_all, move_in
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Entry, Subject, record, record_all
from saidyes.ledger.verbs import Verb

FIRST, FEWEST, MOST = 50, 25, 200  # rows of one transaction: whoever opts out meanwhile waits for one at most
A_MOMENT = 0.15  # seconds that one may take, on a machine that has other work too
A_BREATH = 0.12  # seconds, at least; whoever waits for SQLite looks every 0.1 s whether it is free
OTHERS = 2  # times as long as ours is theirs

Rows = dict[int, tuple[Row, Settled]]  # by line: what was read, and the rows made of it


def foresee(plan: Plan) -> Outcome:
    """What `load` would do now. Changes nothing."""
    outcome = _foreseen(plan, whole_of(plan))
    outcome.add({}, plan.remarks)
    return outcome


def load(plan: Plan, *, actor: Actor) -> Outcome:
    """Write the good rows. `actor`, of kind import, is who vouches for the file. No mail goes out.

    Families that are there stay as the office has them; of their rows only the answers count.
    """
    *_, outcome = steps(plan, actor=actor)
    return outcome


def steps(plan: Plan, *, actor: Actor, account: Import | None = None) -> Iterator[Outcome]:
    """The same bit by bit: what came so far after each commit, all there is to say once every row is read, and at last
    that it was written down.

    `account` is kept with each bit, so that whoever takes over from a dead process begins where that one ended.
    """
    whole, outcome, size = whole_of(plan), Outcome(plan), FIRST
    outcome.add({"done": account.done, **account.counts} if account else {}, plan.remarks)
    outcome.add({}, _remarks_before(plan, outcome.done, whole))
    while not outcome.is_read:
        with transaction.atomic():
            began = monotonic()  # for to begin may have meant to wait
            came = _load_some(plan.part(outcome.done, size), whole, actor, account)
        seconds = max(monotonic() - began, 0.001)
        size = max(FEWEST, min(MOST, int(size * A_MOMENT / seconds)))
        outcome.add(came.counts, came.remarks)
        yield outcome
        if not outcome.is_read:
            _let_others_write(seconds)
    outcome.standings = standings_among(plan.business, whole.loaded)
    yield outcome
    _end(outcome, actor, account)
    yield outcome


def _load_some(part: Plan, whole: Whole, actor: Actor, account: Import | None) -> Outcome:
    """Each family with its people, addresses and answers, or nothing of it. What somebody chose since the file was
    checked is known here: the school is locked, and so is each address.
    """
    business = Business.objects.locked().get(pk=part.business.pk)  # one file at a time
    part = replace(part, business=business)
    known = known_of(part, locked=True)
    decided = decide(part, known, whole)
    outcome = _outcome(part, known, decided)
    new = _newcomers(part, known)
    settled = move_in(business, [row.household for row in new], actor=actor, source=Source.IMPORT_FILE)
    rows = {row.line: (row, one) for row, one in zip(new, settled, strict=True)}
    _enroll(business, rows, actor)
    addresses = give_all(business, list(_uses(rows)), actor=actor, source=Source.IMPORT_FILE)
    answers = [(answer, _whose(answer, known, rows)) for answer in decided.taken.values()]
    outcome.remarks += _choose(part, answers, addresses, actor)
    if account:
        account.advance(outcome.counts)
    return outcome


def _remarks_before(plan: Plan, done: int, whole: Whole) -> list[Remark]:
    """What there was to say about rows that were loaded before this process began: they say the same again."""
    parts = (plan.part(start, min(MOST, done - start)) for start in range(0, done, MOST))
    return [remark for part in parts for remark in _foreseen(part, whole).remarks]


def _let_others_write(seconds: float) -> None:
    """SQLite has one writer at a time and no queue: without a pause it would be us again and again."""
    if connection.vendor == "sqlite":
        sleep(max(A_BREATH, OTHERS * seconds))


def _foreseen(part: Plan, whole: Whole) -> Outcome:
    known = known_of(part)
    return _outcome(part, known, decide(part, known, whole))


def _outcome(plan: Plan, known: Known, decided: Decisions) -> Outcome:
    new = _newcomers(plan, known)
    return Outcome(
        plan=plan,
        done=plan.read,
        new=len(new),
        known=len(plan.rows) - len(new),
        students=sum(len(row.household.children) for row in new),
        enrollments=sum(len(row.courses) for row in new),
        choices=len(decided.taken),
        standings=Counter(decided.standings.values()),
        remarks=decided.remarks,
    )


def _newcomers(plan: Plan, known: Known) -> list[Row]:
    return [row for row in plan.rows if row.external_id not in known.families]


def _enroll(business: Business, rows: Rows, actor: Actor) -> None:
    """Whoever was enrolled elsewhere is so here from today; their families know it, so nobody is told."""
    courses = _courses(business, {name for row, _ in rows.values() for _, name in row.courses})
    today = business.today
    enrollments, entries = [], []
    for row, one in rows.values():
        for place, name in row.courses:
            course, student = courses[name], one.students[place]
            enrollments.append(Enrollment(business=business, course=course, student=student, enrolled_on=today))
            facts = {"course": str(course.pk), "student": str(student.pk)}
            entries.append(Entry(Verb.ENROLLED, Subject.of(one.family), actor, Source.IMPORT_FILE, facts))
    Enrollment.objects.bulk_create(enrollments)
    record_all(entries)


def _courses(business: Business, names: set[str]) -> dict[str, Course]:
    """The classes of the school by name; those that are not there yet are opened."""
    Course.objects.bulk_create([Course(business=business, name=name) for name in sorted(names)], ignore_conflicts=True)
    return {course.name: course for course in business.courses.all()}


def _uses(rows: Rows) -> Iterator[tuple[Guardian, Sequence[Canonical]]]:
    for row, one in rows.values():
        for guardian, adult in zip(one.guardians, row.household.adults, strict=True):
            yield guardian, adult.addresses


def _whose(answer: Answer, known: Known, rows: Rows) -> str:
    """The guardian whose answer it is; empty when the row was refused and nobody stands behind it."""
    if answer.row.line in rows:
        return str(rows[answer.row.line][1].guardians[answer.place].pk)
    return str(known.holders.get((answer.row.external_id, answer.read.key), ""))


def _choose(
    plan: Plan, answers: Sequence[tuple[Answer, str]], addresses: dict[str, Address], actor: Actor
) -> list[Remark]:
    """Record the answers; a no also for addresses that the office no longer has. What came in between is remarked."""
    reads = [answer.read for answer, _ in answers if answer.read.key not in addresses]
    addresses = addresses | addresses_for(plan.business, reads, actor=actor, source=Source.IMPORT_FILE)
    choices = [
        Choice(
            addresses[answer.read.key],
            answer.said.yes,
            replace(actor, on_behalf_of=guardian),
            answer.evidence(plan.sha256),
        )
        for answer, guardian in answers
    ]
    wording = wording_of(plan.business, WordingKind.IMPORT_FILE)
    refused = record_choices(choices, wording=wording, source=Source.IMPORT_FILE)
    late = [(answer.row, refused.get(addresses[answer.read.key].pk)) for answer, _ in answers]
    return [remark_on(row, str(why)) for row, why in late if why]


@transaction.atomic
def _end(outcome: Outcome, actor: Actor, account: Import | None) -> None:
    """Once for each run that wrote something, and at least once for each file: a killed run wrote its rows alone."""
    sha256 = outcome.plan.sha256
    told = Subject.of(outcome.plan.business).events.filter(verb=Verb.FILE_IMPORTED, facts__file_sha256=sha256)
    if outcome.new or outcome.choices or not told.exists():
        _record_the_file(outcome, actor)
    if account:
        account.finish(summary(outcome), len(outcome.remarks))


def _record_the_file(outcome: Outcome, actor: Actor) -> None:
    plan = outcome.plan
    facts = {
        "file_sha256": plan.sha256,
        "rows": plan.read,
        "refused": len(plan.refused),
        "families": outcome.new,
        "choices": outcome.choices,
    }
    private = {"file": keepable(plan.name)} if plan.name else {}
    record(
        Verb.FILE_IMPORTED,
        Subject.of(plan.business),
        actor=actor,
        source=Source.IMPORT_FILE,
        facts=facts,
        private=private,
    )
